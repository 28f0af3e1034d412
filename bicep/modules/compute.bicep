// The function apps. All hold the same code. Of a and b one runs Event Hubs triggers and timers; each further namespace of
// Event Hubs is read by an app of its own, which does nothing else.
import { issuerType, namespaceType } from '../types.bicep'
import { roles } from '../roles.bicep'

param prefix string
param location string
param tags object
param apps string[]
param activeApp string
param maximumInstances int
@description('A partition is read by one instance at a time: more than there are would have nothing to do.')
param ingestInstances int
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
param namespaces namespaceType[]
param cosmosEndpoint string
param vaultUri string
param postgresHost string
param postgresReadHost string
param postgresPooled bool
param pubSubEndpoint string
param oidcIssuers issuerType[]
param platformAdministrators string[]
@description('Vault of the environment for which this one stands by; null for one that serves.')
param copiedVaultUri string?

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
  SIGNALBEAM_PROXIES: '1'
}

var replicaSettings = empty(postgresReadHost)
  ? {}
  : {
      PostgresReadUrl: 'jdbc:postgresql://${postgresReadHost}:${postgresPort}/signalbeam?${appLogin}&${postgresOptions}'
    }

// What leases and the rotation of keys know of the namespaces; whoever only reads one needs none of it.
var leaseSettings = union(
  { SIGNALBEAM_EVENTHUB_POLICY: namespaces[0].policy },
  length(namespaces) > 1 ? { SIGNALBEAM_EVENTHUB_NAMESPACES: string(skip(namespaces, 1)) } : {}
)

// Where an environment stands by only secrets are copied.
var idle = filter(triggers, name => name != 'copy-secrets')
var standbySettings = copiedVaultUri == null ? {} : { SIGNALBEAM_PRIMARY_VAULT: copiedVaultUri }

var serving = [
  for app in apps: {
    name: '${prefix}-func-${app}'
    plan: '${prefix}-plan-${app}'
    packages: 'packages-${app}'
    namespace: namespaces[0]
    instances: maximumInstances
    // By kind; never asleep.
    ready: instancesAlwaysReady > 0 ? [{ name: 'http', instanceCount: instancesAlwaysReady }] : []
    // Of all the Front Doors in the world only ours.
    letIn: [
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
    settings: union(leaseSettings, standbySettings)
    disabled: app != activeApp ? triggers : (copiedVaultUri == null ? [] : idle)
  }
]

var ingesting = [
  for (item, i) in skip(namespaces, 1): {
    name: '${prefix}-ingest-${i + 2}'
    plan: '${prefix}-ingest-plan-${i + 2}'
    packages: 'packages-ingest-${i + 2}'
    namespace: item
    instances: ingestInstances
    ready: []
    letIn: []
    settings: {}
    disabled: filter(triggers, name => copiedVaultUri != null || !contains(['ingest-telemetry', 'ingest-reports'], name))
  }
]

var functionApps = concat(serving, ingesting)

resource plan 'Microsoft.Web/serverfarms@2024-04-01' = [
  for app in functionApps: {
    name: app.plan
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
  for (app, i) in functionApps: {
    name: app.name
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
          maximumInstanceCount: app.instances
          alwaysReady: app.ready
        }
        deployment: {
          storage: {
            type: 'blobContainer'
            value: '${internalBlobEndpoint}${app.packages}'
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
        ipSecurityRestrictions: app.letIn
      }
    }
  }
]

resource settings 'Microsoft.Web/sites/config@2024-04-01' = [
  for (app, i) in functionApps: {
    parent: function[i]
    name: 'appsettings'
    properties: union(
      commonSettings,
      replicaSettings,
      app.settings,
      {
        EventHubConnection__fullyQualifiedNamespace: app.namespace.namespace
        SIGNALBEAM_TELEMETRY_HUB: app.namespace.telemetryHub
        SIGNALBEAM_REPORTS_HUB: app.namespace.reportsHub
      },
      toObject(app.disabled, name => 'AzureWebJobs.${name}.Disabled', name => 'true')
    )
  }
]

resource noPasswords 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2024-04-01' = [
  for (app, i) in functionApps: {
    parent: function[i]
    name: 'scm'
    properties: {
      allow: false
    }
  }
]

resource deployApps 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for (app, i) in functionApps: {
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
  for (app, i) in functionApps: {
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
