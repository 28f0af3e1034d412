// Tenants' secrets, signing keys and the key of the publisher policy.
import { roles } from '../roles.bicep'

param prefix string
param location string
param tags object
param privateNetwork bool
param endpointSubnetId string?
param dnsZoneId string?
param workspaceId string
param appPrincipalId string
@description('The vault of the environment for which this one stands by.')
param copiedVaultId string?

resource vault 'Microsoft.KeyVault/vaults@2023-07-01' = {
  name: '${prefix}-kv'
  location: location
  tags: tags
  properties: {
    tenantId: subscription().tenantId
    sku: {
      family: 'A'
      name: 'standard'
    }
    enableRbacAuthorization: true
    enableSoftDelete: true
    softDeleteRetentionInDays: 90
    enablePurgeProtection: true
    publicNetworkAccess: privateNetwork ? 'Disabled' : 'Enabled'
  }
}

// Officer, because the functions write what tenants hand them and rotate keys; never an administrator of the vault.
resource appSecrets 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: vault
  name: guid(vault.id, appPrincipalId, roles['Key Vault Secrets Officer'])
  properties: {
    principalId: appPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles['Key Vault Secrets Officer'])
  }
}

module endpoint 'endpoint.bicep' = if (privateNetwork) {
  name: 'vault-endpoint'
  params: {
    name: '${prefix}-kv-pe'
    location: location
    tags: tags
    subnetId: endpointSubnetId!
    targetId: vault.id
    groupId: 'vault'
    dnsZoneId: dnsZoneId!
  }
}

module copiedEndpoint 'endpoint.bicep' = if (privateNetwork && copiedVaultId != null) {
  name: 'copied-vault-endpoint'
  params: {
    name: '${prefix}-copied-kv-pe'
    location: location
    tags: tags
    subnetId: endpointSubnetId!
    targetId: copiedVaultId!
    groupId: 'vault'
    dnsZoneId: dnsZoneId!
  }
}

resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: vault
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

output name string = vault.name
output uri string = vault.properties.vaultUri
