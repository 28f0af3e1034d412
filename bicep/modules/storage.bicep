// Two accounts: what devices fetch by signed addresses, and what nobody outside ever sees.
import { roles } from '../roles.bicep'

param compactPrefix string
param location string
param tags object
param internalSku string
@description('Containers of the function apps, one each: the platform keeps a version under the same name in all of them.')
param packages string[]
param privateNetwork bool
param endpointSubnetId string?
param dnsZoneId string?
param workspaceId string
param appPrincipalId string
param deployPrincipalId string
@description('Whether an environment in another region may copy what is here.')
param replicable bool
@description('The environment that this one copies, its resource group and the beginning of its names; empty for none.')
param copies string
param copiedDeviceId string?
param copiedInternalId string?

@description('What is copied between environments. Packages are each one\'s own; the logs of containers are appended to, which cannot be copied.')
var copiedContainers = ['manifests', 'parked', 'audit-anchors', 'archive', 'command-outputs']
var standsBy = !empty(copies)

resource device 'Microsoft.Storage/storageAccounts@2023-05-01' = {
  name: '${compactPrefix}device'
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: {
    // Agents read from the second region when the first does not answer.
    name: 'Standard_RAGZRS'
  }
  properties: {
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
    allowBlobPublicAccess: false
    allowSharedKeyAccess: false
    accessTier: 'Hot'
  }

  resource blobs 'blobServices' = {
    name: 'default'
    properties: {
      isVersioningEnabled: true
      changeFeed: {
        enabled: replicable
      }
      deleteRetentionPolicy: {
        enabled: true
        days: 30
      }
      containerDeleteRetentionPolicy: {
        enabled: true
        days: 30
      }
    }

    resource artifacts 'containers' = {
      name: 'artifacts'
      properties: {
        publicAccess: 'None'
      }
    }

    resource exports 'containers' = {
      name: 'exports'
      properties: {
        publicAccess: 'None'
      }
    }
  }
}

resource internal 'Microsoft.Storage/storageAccounts@2023-05-01' = {
  name: '${compactPrefix}internal'
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: {
    name: internalSku
  }
  properties: {
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
    allowBlobPublicAccess: false
    allowSharedKeyAccess: false
    accessTier: 'Hot'
    publicNetworkAccess: privateNetwork ? 'Disabled' : 'Enabled'
  }

  resource blobs 'blobServices' = {
    name: 'default'
    properties: {
      isVersioningEnabled: true
      changeFeed: {
        enabled: replicable
      }
      deleteRetentionPolicy: {
        enabled: true
        days: 30
      }
      containerDeleteRetentionPolicy: {
        enabled: true
        days: 30
      }
    }

    resource containers 'containers' = [
      for name in concat(packages, copiedContainers, ['logs']): {
        name: name
        properties: {
          publicAccess: 'None'
        }
      }
    ]
  }
}

// The app deletes what tenants took along after seven days; what it forgot goes a day later.
resource deviceLifecycle 'Microsoft.Storage/storageAccounts/managementPolicies@2023-05-01' = {
  parent: device
  name: 'default'
  properties: {
    policy: {
      rules: [
        {
          name: 'exports-go'
          enabled: true
          type: 'Lifecycle'
          definition: {
            filters: {
              blobTypes: ['blockBlob']
              prefixMatch: ['exports/']
            }
            actions: {
              baseBlob: {
                delete: {
                  daysAfterModificationGreaterThan: 8
                }
              }
              version: {
                delete: {
                  daysAfterCreationGreaterThan: 8
                }
              }
            }
          }
        }
      ]
    }
  }
  dependsOn: [device::blobs]
}

resource lifecycle 'Microsoft.Storage/storageAccounts/managementPolicies@2023-05-01' = {
  parent: internal
  name: 'default'
  properties: {
    policy: {
      rules: [
        {
          name: 'archive-cools-down'
          enabled: true
          type: 'Lifecycle'
          definition: {
            filters: {
              blobTypes: ['blockBlob']
              prefixMatch: ['archive/']
            }
            actions: {
              baseBlob: {
                tierToCool: {
                  daysAfterModificationGreaterThan: 30
                }
                tierToCold: {
                  daysAfterModificationGreaterThan: 90
                }
              }
            }
          }
        }
        {
          name: 'old-versions-go'
          enabled: true
          type: 'Lifecycle'
          definition: {
            filters: {
              blobTypes: ['blockBlob']
            }
            actions: {
              version: {
                delete: {
                  daysAfterCreationGreaterThan: 90
                }
              }
            }
          }
        }
      ]
    }
  }
  dependsOn: [internal::blobs]
}

// From the environment that serves to the one that stands by, where nobody else can write until the copying is ended.
resource deviceCopy 'Microsoft.Storage/storageAccounts/objectReplicationPolicies@2023-05-01' = if (standsBy) {
  parent: device
  name: 'default'
  properties: {
    sourceAccount: copiedDeviceId!
    destinationAccount: device.id
    rules: [
      {
        sourceContainer: 'artifacts'
        destinationContainer: 'artifacts'
        filters: {
          // Also what was there before.
          minCreationTime: '1601-01-01T00:00:00Z'
        }
      }
    ]
  }
  dependsOn: [device::blobs::artifacts]
}

module deviceSource 'replication.bicep' = if (standsBy) {
  name: 'device-replication'
  scope: resourceGroup(standsBy ? copies : resourceGroup().name)
  params: {
    account: '${replace(copies, '-', '')}device'
    policyId: deviceCopy!.properties.policyId
    sourceAccount: copiedDeviceId!
    destinationAccount: device.id
    rules: deviceCopy!.properties.rules
  }
}

resource internalCopy 'Microsoft.Storage/storageAccounts/objectReplicationPolicies@2023-05-01' = if (standsBy) {
  parent: internal
  name: 'default'
  properties: {
    sourceAccount: copiedInternalId!
    destinationAccount: internal.id
    rules: [
      for name in copiedContainers: {
        sourceContainer: name
        destinationContainer: name
        filters: {
          minCreationTime: '1601-01-01T00:00:00Z'
        }
      }
    ]
  }
  dependsOn: [internal::blobs::containers]
}

module internalSource 'replication.bicep' = if (standsBy) {
  name: 'internal-replication'
  scope: resourceGroup(standsBy ? copies : resourceGroup().name)
  params: {
    account: '${replace(copies, '-', '')}internal'
    policyId: internalCopy!.properties.policyId
    sourceAccount: copiedInternalId!
    destinationAccount: internal.id
    rules: internalCopy!.properties.rules
  }
}

// Owner, because the host's own leases and checkpoints ask for it.
resource appInternal 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: internal
  name: guid(internal.id, appPrincipalId, roles['Storage Blob Data Owner'])
  properties: {
    principalId: appPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles['Storage Blob Data Owner'])
  }
}

resource appDevice 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for role in ['Storage Blob Data Contributor', 'Storage Blob Delegator']: {
    scope: device
    name: guid(device.id, appPrincipalId, roles[role])
    properties: {
      principalId: appPrincipalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles[role])
    }
  }
]

resource deployPackages 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for (name, i) in packages: {
    scope: internal::blobs::containers[i]
    name: guid(internal.id, name, deployPrincipalId, roles['Storage Blob Data Contributor'])
    properties: {
      principalId: deployPrincipalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId(
        'Microsoft.Authorization/roleDefinitions',
        roles['Storage Blob Data Contributor']
      )
    }
  }
]

module endpoint 'endpoint.bicep' = if (privateNetwork) {
  name: 'storage-endpoint'
  params: {
    name: '${internal.name}-pe'
    location: location
    tags: tags
    subnetId: endpointSubnetId!
    targetId: internal.id
    groupId: 'blob'
    dnsZoneId: dnsZoneId!
  }
}

resource deviceDiagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: device::blobs
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
        category: 'Transaction'
        enabled: true
      }
    ]
  }
}

resource internalDiagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: internal::blobs
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
        category: 'Transaction'
        enabled: true
      }
    ]
  }
}

output deviceBlobEndpoint string = device.properties.primaryEndpoints.blob
output internalName string = internal.name
output internalBlobEndpoint string = internal.properties.primaryEndpoints.blob
