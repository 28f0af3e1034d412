// One namespace of what devices send: two hubs, so that telemetry can never delay a report.
import { namespaceType } from '../types.bicep'
import { roles } from '../roles.bicep'

param name string
param telemetryHub string
param reportsHub string
param keySecret string
param location string
param tags object
param throughputUnits int
param maximumThroughputUnits int
param telemetryPartitions int
param reportsPartitions int
param vaultName string
param workspaceId string
param appPrincipalId string
param rotationRoleId string

resource namespace 'Microsoft.EventHub/namespaces@2024-01-01' = {
  name: name
  location: location
  tags: tags
  sku: {
    name: 'Standard'
    tier: 'Standard'
    capacity: throughputUnits
  }
  properties: {
    isAutoInflateEnabled: true
    maximumThroughputUnits: maximumThroughputUnits
    minimumTlsVersion: '1.2'
    // Devices hold short signatures of the publisher policy, each for its own path: keys stay allowed.
    disableLocalAuth: false
  }
}

var hubs = [
  {
    name: telemetryHub
    partitions: telemetryPartitions
  }
  {
    name: reportsHub
    partitions: reportsPartitions
  }
]

@batchSize(1)
resource hub 'Microsoft.EventHub/namespaces/eventhubs@2024-01-01' = [
  for hub in hubs: {
    parent: namespace
    name: hub.name
    properties: {
      partitionCount: hub.partitions
      messageRetentionInDays: 7
    }
  }
]

// Beside $Default, which the functions read: for people who want to look at the stream without disturbing it.
resource inspect 'Microsoft.EventHub/namespaces/eventhubs/consumergroups@2024-01-01' = [
  for (item, i) in hubs: {
    parent: hub[i]
    name: 'inspect'
  }
]

resource publishers 'Microsoft.EventHub/namespaces/authorizationRules@2024-01-01' = {
  parent: namespace
  name: 'publishers'
  properties: {
    rights: ['Send']
  }
}

resource vault 'Microsoft.KeyVault/vaults@2023-07-01' existing = {
  name: vaultName
}

// The functions rotate it from here on.
resource publisherKey 'Microsoft.KeyVault/vaults/secrets@2023-07-01' = {
  parent: vault
  name: keySecret
  properties: {
    contentType: 'application/json'
    value: string({
      keyName: publishers.name
      key: publishers.listKeys().primaryKey
    })
  }
}

resource receive 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: namespace
  name: guid(namespace.id, appPrincipalId, roles['Azure Event Hubs Data Receiver'])
  properties: {
    principalId: appPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId(
      'Microsoft.Authorization/roleDefinitions',
      roles['Azure Event Hubs Data Receiver']
    )
  }
}

resource rotate 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: publishers
  name: guid(publishers.id, appPrincipalId, rotationRoleId)
  properties: {
    principalId: appPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: rotationRoleId
  }
}

resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: namespace
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

output namespace namespaceType = {
  namespace: '${namespace.name}.servicebus.windows.net'
  telemetryHub: telemetryHub
  reportsHub: reportsHub
  policy: publishers.id
  keySecret: keySecret
}
