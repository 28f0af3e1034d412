// What an environment that stands by needs of the one it stands by for, and in the resource group of that one.
import { roles } from '../roles.bicep'

param prefix string
param compactPrefix string
@description('The app of the environment that stands by.')
param appPrincipalId string

resource vault 'Microsoft.KeyVault/vaults@2023-07-01' existing = {
  name: '${prefix}-kv'
}

resource server 'Microsoft.DBforPostgreSQL/flexibleServers@2025-08-01' existing = {
  name: '${prefix}-pg'
}

resource device 'Microsoft.Storage/storageAccounts@2023-05-01' existing = {
  name: '${compactPrefix}device'
}

resource internal 'Microsoft.Storage/storageAccounts@2023-05-01' existing = {
  name: '${compactPrefix}internal'
}

// It copies tenants' secrets and the signing keys while it stands by, and writes none.
resource readSecrets 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: vault
  name: guid(vault.id, appPrincipalId, roles['Key Vault Secrets User'])
  properties: {
    principalId: appPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles['Key Vault Secrets User'])
  }
}

output vaultId string = vault.id
output vaultUri string = vault.properties.vaultUri
output serverId string = server.id
output deviceStorageId string = device.id
output internalStorageId string = internal.id
