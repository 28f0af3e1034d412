// One address for devices, people and pipelines: what is below /api goes to the function apps, so that a new version of two
// takes over 10, 50 and then 100 percent of it; all else is the web app, which so asks its own origin.
import { roles } from '../roles.bicep'

param prefix string
param tags object
param hostNames string[]
param webHostName string
param trafficToB int
@description('App of the environment that stands by in another region; empty for none.')
param standbyHost string
param failedOver bool
param deployPrincipalId string
param workspaceId string

resource profile 'Microsoft.Cdn/profiles@2024-09-01' = {
  name: '${prefix}-edge'
  location: 'global'
  tags: tags
  sku: {
    name: 'Standard_AzureFrontDoor'
  }
  properties: {
    originResponseTimeoutSeconds: 60
  }
}

resource endpoint 'Microsoft.Cdn/profiles/afdEndpoints@2024-09-01' = {
  parent: profile
  name: '${prefix}-api'
  location: 'global'
  tags: tags
  properties: {
    enabledState: 'Enabled'
  }
}

resource group 'Microsoft.Cdn/profiles/originGroups@2024-09-01' = {
  parent: profile
  name: 'api'
  properties: {
    loadBalancingSettings: {
      sampleSize: 4
      successfulSamplesRequired: 3
      // Far above what the two differ by: their weights decide, not their speed.
      additionalLatencyInMilliseconds: 1000
    }
    healthProbeSettings: {
      probePath: '/api/health/live'
      probeProtocol: 'Https'
      probeRequestType: 'GET'
      probeIntervalInSeconds: 30
    }
    sessionAffinityState: 'Disabled'
  }
}

var here = [
  for (host, i) in hostNames: {
    name: i == 0 ? 'a' : 'b'
    host: host
    share: failedOver ? 0 : (i == 0 ? 100 - trafficToB : trafficToB)
  }
]
var elsewhere = empty(standbyHost)
  ? []
  : [
      {
        name: 'standby'
        host: standbyHost
        share: failedOver ? 100 : 0
      }
    ]

// Weights are 1 to 1000: an app that shall get nothing is switched off instead. Nothing goes to another region by itself, for
// what answers there first must be made to.
resource origins 'Microsoft.Cdn/profiles/originGroups/origins@2024-09-01' = [
  for item in concat(here, elsewhere): {
    parent: group
    name: item.name
    properties: {
      hostName: item.host
      originHostHeader: item.host
      httpPort: 80
      httpsPort: 443
      priority: 1
      weight: max(1, item.share * 10)
      enabledState: item.share > 0 ? 'Enabled' : 'Disabled'
      enforceCertificateNameCheck: true
    }
  }
]

resource route 'Microsoft.Cdn/profiles/afdEndpoints/routes@2024-09-01' = {
  parent: endpoint
  name: 'api'
  properties: {
    originGroup: {
      id: group.id
    }
    patternsToMatch: ['/api/*']
    supportedProtocols: ['Https']
    forwardingProtocol: 'HttpsOnly'
    httpsRedirect: 'Disabled'
    linkToDefaultDomain: 'Enabled'
  }
  dependsOn: [origins]
}

resource webGroup 'Microsoft.Cdn/profiles/originGroups@2024-09-01' = {
  parent: profile
  name: 'web'
  properties: {
    loadBalancingSettings: {
      sampleSize: 4
      successfulSamplesRequired: 3
      additionalLatencyInMilliseconds: 1000
    }
    sessionAffinityState: 'Disabled'
  }
}

resource webOrigin 'Microsoft.Cdn/profiles/originGroups/origins@2024-09-01' = {
  parent: webGroup
  name: 'web'
  properties: {
    hostName: webHostName
    originHostHeader: webHostName
    httpPort: 80
    httpsPort: 443
    priority: 1
    weight: 1000
    enabledState: 'Enabled'
    enforceCertificateNameCheck: true
  }
}

// Browsers keep what never changes by themselves, so that nothing has to be thrown out of a cache here.
resource webRoute 'Microsoft.Cdn/profiles/afdEndpoints/routes@2024-09-01' = {
  parent: endpoint
  name: 'web'
  properties: {
    originGroup: {
      id: webGroup.id
    }
    patternsToMatch: ['/*']
    supportedProtocols: ['Http', 'Https']
    forwardingProtocol: 'HttpsOnly'
    httpsRedirect: 'Enabled'
    linkToDefaultDomain: 'Enabled'
  }
  dependsOn: [webOrigin]
}

// Deployments move requests from one app to the other.
resource deployEdge 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: profile
  name: guid(profile.id, deployPrincipalId, roles['CDN Profile Contributor'])
  properties: {
    principalId: deployPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles['CDN Profile Contributor'])
  }
}

resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: profile
  name: 'logs'
  properties: {
    workspaceId: workspaceId
    logs: [
      {
        categoryGroup: 'audit'
        enabled: true
      }
    ]
    metrics: [
      {
        category: 'AllMetrics'
        enabled: true
      }
    ]
  }
}

output host string = endpoint.properties.hostName
output frontDoorId string = profile.properties.frontDoorId
