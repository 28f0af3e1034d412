// Three identities, so that none can do what it need not.
param prefix string
param location string
param tags object
param repository string
param environmentName string

@description('What the functions are to every service, and the database login that sees one tenant at a time.')
resource app 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: '${prefix}-app-id'
  location: location
  tags: tags
}

@description('Only a database login: for triggers, which serve all tenants.')
resource service 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: '${prefix}-service-id'
  location: location
  tags: tags
}

@description('Puts new versions in place and migrates the database; GitHub signs in as it without a secret.')
resource deploy 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: '${prefix}-deploy-id'
  location: location
  tags: tags

  resource github 'federatedIdentityCredentials' = {
    name: 'github'
    properties: {
      issuer: 'https://token.actions.githubusercontent.com'
      subject: 'repo:${repository}:environment:${environmentName}'
      audiences: ['api://AzureADTokenExchange']
    }
  }
}

output appName string = app.name
output appPrincipalId string = app.properties.principalId
output serviceName string = service.name
output deployName string = deploy.name
output deployPrincipalId string = deploy.properties.principalId
output deployClientId string = deploy.properties.clientId
