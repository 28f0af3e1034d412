// The sending side of a replication of blobs, which takes the id that the receiving side was given.
param account string
param policyId string
param sourceAccount string
param destinationAccount string
@description('With the ids that the receiving side gave them.')
param rules object[]

resource source 'Microsoft.Storage/storageAccounts@2023-05-01' existing = {
  name: account
}

resource policy 'Microsoft.Storage/storageAccounts/objectReplicationPolicies@2023-05-01' = {
  parent: source
  name: policyId
  properties: {
    sourceAccount: sourceAccount
    destinationAccount: destinationAccount
    rules: rules
  }
}
