// The web app for fleet managers, and the service that pushes changes to it.
import { roles } from '../roles.bicep'

param prefix string
param location string
param tags object
param webSku string
param pubSubSku string
param workspaceId string
param appPrincipalId string
param deployPrincipalId string

resource web 'Microsoft.Web/staticSites@2024-04-01' = {
  name: '${prefix}-web'
  location: location
  tags: tags
  sku: {
    name: webSku
    tier: webSku
  }
  properties: {
    // Workflows upload what they have built and tested; nothing is built on the way.
    stagingEnvironmentPolicy: 'Disabled'
    allowConfigFileUpdates: true
  }
}

resource pubSub 'Microsoft.SignalRService/webPubSub@2024-03-01' = {
  name: '${prefix}-pubsub'
  location: location
  tags: tags
  sku: {
    name: pubSubSku
    capacity: 1
  }
  properties: {
    disableLocalAuth: true
    publicNetworkAccess: 'Enabled'
  }

  resource fleet 'hubs' = {
    name: 'fleet'
    properties: {
      anonymousConnectPolicy: 'deny'
    }
  }
}

resource appPubSub 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: pubSub
  name: guid(pubSub.id, appPrincipalId, roles['Web PubSub Service Owner'])
  properties: {
    principalId: appPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles['Web PubSub Service Owner'])
  }
}

// Uploads need the token of the app, which no smaller role may read.
resource deployWeb 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: web
  name: guid(web.id, deployPrincipalId, roles.Contributor)
  properties: {
    principalId: deployPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.Contributor)
  }
}

resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: pubSub
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

output pubSubEndpoint string = 'https://${pubSub.properties.hostName}'
output hostName string = web.properties.defaultHostname
