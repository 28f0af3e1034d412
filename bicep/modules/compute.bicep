// The function apps. All hold the same code; Event Hubs triggers and timers run in one of them only.
import { issuerType } from '../types.bicep'
import { roles } from '../roles.bicep'

param prefix string
param location string
param tags object
param apps string[]
param activeApp string
param maximumInstances int
param instancesAlwaysReady int
param functionsSubnetId string?
param frontDoorId string
param workspaceId string
param componentName string
param appIdentityName string
param serviceIdentityName string
param deployPrincipalId string
param internalStorageName string
param internalBlobEndpoint string
param deviceBlobEndpoint string
param eventHubsHost string
param publisherPolicyId string
param cosmosEndpoint string
param vaultUri string
param postgresHost string
param postgresReadHost string
param postgresPooled bool
param pubSubEndpoint string
param oidcIssuers issuerType[]
param platformAdministrators string[]

@description('Every function that is not asked over HTTP; a test of the functions keeps the list complete.')
var triggers = loadJsonContent('../../functions/triggers.json')

resource appIdentity 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' existing = {
  name: appIdentityName
}

resource serviceIdentity 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' existing = {
  name: serviceIdentityName
}

resource component 'Microsoft.Insights/components@2020-02-02' existing = {
  name: componentName
}

// PgBouncer pools by the transaction, where prepared statements of one client would be met by another.
var postgresPort = postgresPooled ? '6432' : '5432'
var postgresOptions = 'sslmode=require&prepareThreshold=0&authenticationPluginClassName=com.azure.identity.extensions.jdbc.postgresql.AzurePostgresqlAuthenticationPlugin&azure.managedIdentityEnabled=true'
var appLogin = 'user=${appIdentityName}&azure.clientId=${appIdentity.properties.clientId}'
var serviceLogin = 'user=${serviceIdentityName}&azure.clientId=${serviceIdentity.properties.clientId}'
var database = 'jdbc:postgresql://${postgresHost}:${postgresPort}/signalbeam'

var commonSettings = {
  APPLICATIONINSIGHTS_CONNECTION_STRING: component.properties.ConnectionString
  APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'Authorization=AAD;ClientId=${appIdentity.properties.clientId}'
  APPLICATIONINSIGHTS_ENABLE_AGENT: 'true'
  AzureWebJobsStorage__accountName: internalStorageName
  AzureWebJobsStorage__credential: 'managedidentity'
  AzureWebJobsStorage__clientId: appIdentity.properties.clientId
  AZURE_CLIENT_ID: appIdentity.properties.clientId
  AZURE_TOKEN_CREDENTIALS: 'ManagedIdentityCredential'
  EventHubConnection__fullyQualifiedNamespace: eventHubsHost
  EventHubConnection__credential: 'managedidentity'
  EventHubConnection__clientId: appIdentity.properties.clientId
  BlobConnection__serviceUri: internalBlobEndpoint
  ArtifactBlobConnection__serviceUri: deviceBlobEndpoint
  CosmosConnection__accountEndpoint: cosmosEndpoint
  KeyVaultUri: vaultUri
  PubSubConnection__serviceUri: pubSubEndpoint
  PostgresUrl: '${database}?${appLogin}&${postgresOptions}'
  PostgresServiceUrl: '${database}?${serviceLogin}&${postgresOptions}'
  SIGNALBEAM_OIDC_ISSUERS: string(oidcIssuers)
  SIGNALBEAM_PLATFORM_ADMINS: join(platformAdministrators, ',')
  SIGNALBEAM_EVENTHUB_POLICY: publisherPolicyId
  SIGNALBEAM_PROXIES: '1'
}

var replicaSettings = empty(postgresReadHost)
  ? {}
  : {
      PostgresReadUrl: 'jdbc:postgresql://${postgresReadHost}:${postgresPort}/signalbeam?${appLogin}&${postgresOptions}'
    }

resource plan 'Microsoft.Web/serverfarms@2024-04-01' = [
  for app in apps: {
    name: '${prefix}-plan-${app}'
    location: location
    tags: tags
    kind: 'functionapp'
    sku: {
      name: 'FC1'
      tier: 'FlexConsumption'
    }
    properties: {
      reserved: true
    }
  }
]

resource function 'Microsoft.Web/sites@2024-04-01' = [
  for (app, i) in apps: {
    name: '${prefix}-func-${app}'
    location: location
    tags: tags
    kind: 'functionapp,linux'
    identity: {
      type: 'UserAssigned'
      userAssignedIdentities: {
        '${appIdentity.id}': {}
        '${serviceIdentity.id}': {}
      }
    }
    properties: {
      serverFarmId: plan[i].id
      httpsOnly: true
      virtualNetworkSubnetId: functionsSubnetId
      functionAppConfig: {
        runtime: {
          name: 'java'
          version: '21'
        }
        scaleAndConcurrency: {
          instanceMemoryMB: 2048
          maximumInstanceCount: maximumInstances
          alwaysReady: instancesAlwaysReady > 0
            ? [
                {
                  name: 'http'
                  instanceCount: instancesAlwaysReady
                }
              ]
            : []
        }
        deployment: {
          storage: {
            type: 'blobContainer'
            value: '${internalBlobEndpoint}packages'
            authentication: {
              type: 'UserAssignedIdentity'
              userAssignedIdentityResourceId: appIdentity.id
            }
          }
        }
      }
      siteConfig: {
        minTlsVersion: '1.2'
        http20Enabled: true
        ipSecurityRestrictionsDefaultAction: 'Deny'
        // Of all the Front Doors in the world only ours.
        ipSecurityRestrictions: [
          {
            name: 'edge'
            action: 'Allow'
            priority: 100
            tag: 'ServiceTag'
            ipAddress: 'AzureFrontDoor.Backend'
            headers: {
              'x-azure-fdid': [frontDoorId]
            }
          }
        ]
      }
    }
  }
]

resource settings 'Microsoft.Web/sites/config@2024-04-01' = [
  for (app, i) in apps: {
    parent: function[i]
    name: 'appsettings'
    properties: union(
      commonSettings,
      replicaSettings,
      app == activeApp ? {} : toObject(triggers, name => 'AzureWebJobs.${name}.Disabled', name => 'true')
    )
  }
]

resource noPasswords 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2024-04-01' = [
  for (app, i) in apps: {
    parent: function[i]
    name: 'scm'
    properties: {
      allow: false
    }
  }
]

resource deployApps 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for (app, i) in apps: {
    scope: function[i]
    name: guid(function[i].id, deployPrincipalId, roles['Website Contributor'])
    properties: {
      principalId: deployPrincipalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles['Website Contributor'])
    }
  }
]

resource appTelemetry 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: component
  name: guid(component.id, appIdentity.id, roles['Monitoring Metrics Publisher'])
  properties: {
    principalId: appIdentity.properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId(
      'Microsoft.Authorization/roleDefinitions',
      roles['Monitoring Metrics Publisher']
    )
  }
}

resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = [
  for (app, i) in apps: {
    scope: function[i]
    name: 'logs'
    properties: {
      workspaceId: workspaceId
      logs: [
        {
          category: 'FunctionAppLogs'
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
]
