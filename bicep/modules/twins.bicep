// Device twins: what agents poll. Rebuilt from PostgreSQL when lost.
param prefix string
param location string
param tags object
param serverless bool
param maximumThroughput int
param secondaryLocation string
param privateNetwork bool
param endpointSubnetId string?
param dnsZoneId string?
param workspaceId string
param appPrincipalId string

resource account 'Microsoft.DocumentDB/databaseAccounts@2024-11-15' = {
  name: '${prefix}-cosmos'
  location: location
  tags: tags
  kind: 'GlobalDocumentDB'
  properties: {
    databaseAccountOfferType: 'Standard'
    disableLocalAuth: true
    minimalTlsVersion: 'Tls12'
    publicNetworkAccess: privateNetwork ? 'Disabled' : 'Enabled'
    enableAutomaticFailover: !empty(secondaryLocation)
    capabilities: serverless
      ? [
          {
            name: 'EnableServerless'
          }
        ]
      : []
    consistencyPolicy: {
      // A device is always told at least what it was told before.
      defaultConsistencyLevel: 'Session'
    }
    locations: concat(
      [
        {
          locationName: location
          failoverPriority: 0
          isZoneRedundant: false
        }
      ],
      empty(secondaryLocation)
        ? []
        : [
            {
              locationName: secondaryLocation
              failoverPriority: 1
              isZoneRedundant: false
            }
          ]
    )
    backupPolicy: {
      type: 'Continuous'
      continuousModeProperties: {
        tier: 'Continuous7Days'
      }
    }
  }

  resource data 'sqlDatabases' = {
    name: 'signalbeam'
    properties: {
      resource: {
        id: 'signalbeam'
      }
    }

    resource twins 'containers' = {
      name: 'twins'
      properties: {
        resource: {
          id: 'twins'
          partitionKey: {
            paths: ['/id']
            kind: 'Hash'
          }
          // Documents may set a time to live; without one they stay.
          defaultTtl: -1
          indexingPolicy: {
            indexingMode: 'consistent'
            includedPaths: [
              {
                path: '/tenantId/?'
              }
            ]
            excludedPaths: [
              {
                path: '/*'
              }
            ]
          }
        }
        options: serverless
          ? {}
          : {
              autoscaleSettings: {
                maxThroughput: maximumThroughput
              }
            }
      }
    }
  }
}

@description('Cosmos DB Built-in Data Contributor: documents, not settings.')
resource appData 'Microsoft.DocumentDB/databaseAccounts/sqlRoleAssignments@2024-11-15' = {
  parent: account
  name: guid(account.id, appPrincipalId, '00000000-0000-0000-0000-000000000002')
  properties: {
    principalId: appPrincipalId
    roleDefinitionId: '${account.id}/sqlRoleDefinitions/00000000-0000-0000-0000-000000000002'
    scope: account.id
  }
}

module endpoint 'endpoint.bicep' = if (privateNetwork) {
  name: 'twins-endpoint'
  params: {
    name: '${prefix}-cosmos-pe'
    location: location
    tags: tags
    subnetId: endpointSubnetId!
    targetId: account.id
    groupId: 'Sql'
    dnsZoneId: dnsZoneId!
  }
}

resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: account
  name: 'logs'
  properties: {
    workspaceId: workspaceId
    logs: [
      {
        category: 'ControlPlaneRequests'
        enabled: true
      }
      {
        category: 'PartitionKeyRUConsumption'
        enabled: true
      }
    ]
    metrics: [
      {
        category: 'Requests'
        enabled: true
      }
    ]
  }
}

output endpoint string = account.properties.documentEndpoint
