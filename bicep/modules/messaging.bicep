// What devices send, spread over as many namespaces as it has connections for; leases say which device is where.
import { namespaceType } from '../types.bicep'

param prefix string
param location string
param tags object
param namespaces int
@description('Ends the names of hubs: those of an environment that stands by must not be taken for those of the other.')
param hubSuffix string
param throughputUnits int
param maximumThroughputUnits int
param telemetryPartitions int
param reportsPartitions int
param vaultName string
param workspaceId string
param appPrincipalId string

// The functions regenerate the policy's unused key every 90 days. No built-in role allows that and no more.
resource rotation 'Microsoft.Authorization/roleDefinitions@2022-04-01' = {
  name: guid(resourceGroup().id, '${prefix}-publisher-key-rotation')
  properties: {
    roleName: '${prefix}-publisher-key-rotation'
    description: 'Reads and regenerates the keys of an Event Hubs policy'
    type: 'CustomRole'
    permissions: [
      {
        actions: [
          'Microsoft.EventHub/namespaces/authorizationRules/read'
          'Microsoft.EventHub/namespaces/authorizationRules/listKeys/action'
          'Microsoft.EventHub/namespaces/authorizationRules/regenerateKeys/action'
        ]
      }
    ]
    assignableScopes: [resourceGroup().id]
  }
}

// Hubs are called otherwise in each: what was read of them is kept by hub and partition.
module namespace 'namespace.bicep' = [
  for number in range(1, namespaces): {
    name: 'namespace-${number}'
    params: {
      name: number == 1 ? '${prefix}-events' : '${prefix}-events-${number}'
      telemetryHub: number == 1 ? 'device-telemetry${hubSuffix}' : 'device-telemetry${hubSuffix}-${number}'
      reportsHub: number == 1 ? 'device-reports${hubSuffix}' : 'device-reports${hubSuffix}-${number}'
      keySecret: number == 1 ? 'eventhub-publisher-key' : 'eventhub-publisher-key-${number}'
      location: location
      tags: tags
      throughputUnits: throughputUnits
      maximumThroughputUnits: maximumThroughputUnits
      telemetryPartitions: telemetryPartitions
      reportsPartitions: reportsPartitions
      vaultName: vaultName
      workspaceId: workspaceId
      appPrincipalId: appPrincipalId
      rotationRoleId: rotation.id
    }
  }
]

output namespaces namespaceType[] = [for i in range(0, namespaces): namespace[i].outputs.namespace]
