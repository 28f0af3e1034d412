// What wakes somebody. The queries lie in bicep/monitoring, where the Terraform reads them too.
param prefix string
param location string
param tags object
param componentId string
param actionGroupId string
param databaseId string
@description('Whether the database is a replica of another environment\'s.')
param standsBy bool
@description('Null where another environment answers.')
param apiHost string?

// window and frequency: minutes, as ISO 8601 durations; severity: 0 critical to 4 verbose; standby: only where an environment
// stands by.
var rules = filter(loadJsonContent('../monitoring/alerts.json'), item => standsBy || !item.standby)
var queries = {
  'api-errors': loadTextContent('../monitoring/api-errors.kql')
  'api-slow': loadTextContent('../monitoring/api-slow.kql')
  'ingest-lag': loadTextContent('../monitoring/ingest-lag.kql')
  'ingest-duplicates': loadTextContent('../monitoring/ingest-duplicates.kql')
  'events-parked': loadTextContent('../monitoring/events-parked.kql')
  'rollout-paused': loadTextContent('../monitoring/rollout-paused.kql')
  'devices-offline': loadTextContent('../monitoring/devices-offline.kql')
  'secrets-behind': loadTextContent('../monitoring/secrets-behind.kql')
}

resource rule 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [
  for item in rules: {
    name: '${prefix}-${item.name}'
    location: location
    tags: tags
    properties: {
      displayName: '${prefix}-${item.name}'
      description: item.description
      severity: item.severity
      enabled: true
      scopes: [componentId]
      evaluationFrequency: item.frequency
      windowSize: item.window
      autoMitigate: true
      criteria: {
        allOf: [
          {
            query: queries[item.name]
            timeAggregation: 'Count'
            operator: 'GreaterThan'
            threshold: 0
            failingPeriods: {
              numberOfEvaluationPeriods: 1
              minFailingPeriodsToAlert: 1
            }
          }
        ]
      }
      actions: {
        actionGroups: [actionGroupId]
      }
    }
  }
]

resource databaseBusy 'Microsoft.Insights/metricAlerts@2018-03-01' = {
  name: '${prefix}-database-busy'
  location: 'global'
  tags: tags
  properties: {
    description: 'The database has used more than 80 % of its processors for fifteen minutes'
    severity: 2
    enabled: true
    scopes: [databaseId]
    evaluationFrequency: 'PT1M'
    windowSize: 'PT15M'
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
      allOf: [
        {
          name: 'cpu'
          criterionType: 'StaticThresholdCriterion'
          metricName: 'cpu_percent'
          operator: 'GreaterThan'
          threshold: 80
          timeAggregation: 'Average'
        }
      ]
    }
    actions: [
      {
        actionGroupId: actionGroupId
      }
    ]
  }
}

resource databaseBehind 'Microsoft.Insights/metricAlerts@2018-03-01' = if (standsBy) {
  name: '${prefix}-database-behind'
  location: 'global'
  tags: tags
  properties: {
    description: 'What the other region would lose is more than a minute for five minutes'
    severity: 1
    enabled: true
    scopes: [databaseId]
    evaluationFrequency: 'PT1M'
    windowSize: 'PT5M'
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
      allOf: [
        {
          name: 'lag'
          criterionType: 'StaticThresholdCriterion'
          metricName: 'physical_replication_delay_in_seconds'
          operator: 'GreaterThan'
          threshold: 60
          timeAggregation: 'Average'
        }
      ]
    }
    actions: [
      {
        actionGroupId: actionGroupId
      }
    ]
  }
}

resource ready 'Microsoft.Insights/webtests@2022-06-15' = if (apiHost != null) {
  name: '${prefix}-ready'
  location: location
  // The portal finds a test's component by this tag, and by nothing else.
  tags: union(tags, {
    'hidden-link:${componentId}': 'Resource'
  })
  kind: 'standard'
  properties: {
    Name: '${prefix}-ready'
    SyntheticMonitorId: '${prefix}-ready'
    Kind: 'standard'
    Enabled: true
    Frequency: 300
    Timeout: 30
    RetryEnabled: true
    Locations: [
      {
        Id: 'emea-nl-ams-azr'
      }
      {
        Id: 'emea-gb-db3-azr'
      }
      {
        Id: 'us-va-ash-azr'
      }
    ]
    Request: {
      RequestUrl: 'https://${apiHost}/api/health/ready'
      HttpVerb: 'GET'
    }
    ValidationRules: {
      ExpectedHttpStatusCode: 200
      SSLCheck: true
      SSLCertRemainingLifetimeCheck: 14
    }
  }
}

resource unreachable 'Microsoft.Insights/metricAlerts@2018-03-01' = if (apiHost != null) {
  name: '${prefix}-unreachable'
  location: 'global'
  tags: tags
  properties: {
    description: 'The API does not answer from at least two places'
    severity: 0
    enabled: true
    scopes: [ready.id, componentId]
    evaluationFrequency: 'PT1M'
    windowSize: 'PT5M'
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.WebtestLocationAvailabilityCriteria'
      webTestId: ready.id
      componentId: componentId
      failedLocationCount: 2
    }
    actions: [
      {
        actionGroupId: actionGroupId
      }
    ]
  }
}
