// One environment of SignalBeam Edge in one resource group:
//   az deployment group create -g signalbeam-dev -f main.bicep -p environments/dev.bicepparam
// The Terraform beside it makes the same; docs/azure.md says which part is where, and a test compares the two.
targetScope = 'resourceGroup'

import { environmentType, issuerType } from 'types.bicep'

@description('Begins every name.')
@minLength(3)
@maxLength(10)
param product string = 'signalbeam'

@allowed(['dev', 'staging', 'prod', 'standby'])
param environmentName string

@description('How large and how well protected the environment is.')
param settings environmentType

param location string = resourceGroup().location

@description('OpenID providers whose access tokens the API accepts.')
@minLength(1)
param oidcIssuers issuerType[]

@description('Who may make tenants: <issuer>#<subject> each.')
param platformAdministrators string[] = []

@description('Who is told of alerts and of the budget.')
param operatorEmail string

@description('The repository whose workflows deploy here, owner/name.')
param repository string

@description('The app whose Event Hubs triggers and timers run; the other one only answers HTTP.')
@allowed(['a', 'b'])
param activeApp string = 'a'

@description('Share of the requests that goes to app b, percent.')
@minValue(0)
@maxValue(100)
param trafficToB int = 0

@description('The environment in another region for which this one stands by, such as signalbeam-prod: its resource group, and the beginning of its names. Empty for one that serves.')
param copies string = ''

@description('Id of the Front Door before this environment, where that is another environment\'s. Empty for one of its own.')
param frontDoorId string = ''

@description('Whether the environment that stands by for this one has its requests.')
param failedOver bool = false

@description('First day of the month from which the budget counts.')
param budgetStart string = utcNow('yyyy-MM-01')

var prefix = '${product}-${environmentName}'
var compactPrefix = '${product}${environmentName}'
var standby = '${product}-standby'
var standsBy = !empty(copies)
var tags = {
  product: product
  environment: environmentName
}

// A module has a scope even where it is not deployed.
module copied 'modules/copied.bicep' = if (standsBy) {
  name: 'copied-by-${prefix}'
  scope: resourceGroup(standsBy ? copies : resourceGroup().name)
  params: {
    prefix: copies
    compactPrefix: replace(copies, '-', '')
    appPrincipalId: identities.outputs.appPrincipalId
  }
}

module network 'modules/network.bicep' = if (settings.privateNetwork) {
  name: 'network'
  params: {
    prefix: prefix
    location: location
    tags: tags
  }
}

module observability 'modules/observability.bicep' = {
  name: 'observability'
  params: {
    prefix: prefix
    location: location
    tags: tags
    retentionDays: settings.logRetentionDays
    operatorEmail: operatorEmail
    monthlyBudget: settings.monthlyBudget
    budgetStart: budgetStart
  }
}

module identities 'modules/identities.bicep' = {
  name: 'identities'
  params: {
    prefix: prefix
    location: location
    tags: tags
    repository: repository
    environmentName: environmentName
  }
}

module vault 'modules/vault.bicep' = {
  name: 'vault'
  params: {
    prefix: prefix
    location: location
    tags: tags
    privateNetwork: settings.privateNetwork
    endpointSubnetId: network.?outputs.endpointSubnetId
    dnsZoneId: network.?outputs.vaultZoneId
    workspaceId: observability.outputs.workspaceId
    appPrincipalId: identities.outputs.appPrincipalId
    copiedVaultId: copied.?outputs.vaultId
  }
}

module messaging 'modules/messaging.bicep' = {
  name: 'messaging'
  params: {
    prefix: prefix
    location: location
    tags: tags
    namespaces: settings.eventHubs.namespaces
    hubSuffix: environmentName == 'standby' ? '-standby' : ''
    throughputUnits: settings.eventHubs.throughputUnits
    maximumThroughputUnits: settings.eventHubs.maximumThroughputUnits
    telemetryPartitions: settings.eventHubs.telemetryPartitions
    reportsPartitions: settings.eventHubs.reportsPartitions
    vaultName: vault.outputs.name
    workspaceId: observability.outputs.workspaceId
    appPrincipalId: identities.outputs.appPrincipalId
  }
}

module database 'modules/database.bicep' = {
  name: 'database'
  params: {
    prefix: prefix
    location: location
    tags: tags
    sku: settings.postgres.sku
    tier: settings.postgres.tier
    storageGb: settings.postgres.storageGb
    zoneRedundant: settings.postgres.zoneRedundant
    geoRedundantBackup: settings.postgres.geoRedundantBackup
    replica: settings.postgres.replica
    pooled: settings.postgres.pooled
    copiedServerId: copied.?outputs.serverId
    privateNetwork: settings.privateNetwork
    endpointSubnetId: network.?outputs.endpointSubnetId
    dnsZoneId: network.?outputs.postgresZoneId
    workspaceId: observability.outputs.workspaceId
    administratorName: identities.outputs.deployName
    administratorPrincipalId: identities.outputs.deployPrincipalId
  }
}

module twins 'modules/twins.bicep' = {
  name: 'twins'
  params: {
    prefix: prefix
    location: location
    tags: tags
    serverless: settings.cosmos.serverless
    maximumThroughput: settings.cosmos.maximumThroughput
    secondaryLocation: settings.cosmos.secondaryLocation
    privateNetwork: settings.privateNetwork
    endpointSubnetId: network.?outputs.endpointSubnetId
    dnsZoneId: network.?outputs.cosmosZoneId
    workspaceId: observability.outputs.workspaceId
    appPrincipalId: identities.outputs.appPrincipalId
  }
}

module storage 'modules/storage.bicep' = {
  name: 'storage'
  params: {
    compactPrefix: compactPrefix
    location: location
    tags: tags
    internalSku: settings.internalStorageSku
    packages: concat(
      map(settings.apps, app => 'packages-${app}'),
      map(range(2, settings.eventHubs.namespaces - 1), number => 'packages-ingest-${number}')
    )
    privateNetwork: settings.privateNetwork
    endpointSubnetId: network.?outputs.endpointSubnetId
    dnsZoneId: network.?outputs.blobZoneId
    workspaceId: observability.outputs.workspaceId
    appPrincipalId: identities.outputs.appPrincipalId
    deployPrincipalId: identities.outputs.deployPrincipalId
    replicable: settings.standby || environmentName == 'standby'
    copies: copies
    copiedDeviceId: copied.?outputs.deviceStorageId
    copiedInternalId: copied.?outputs.internalStorageId
  }
}

module web 'modules/web.bicep' = {
  name: 'web'
  params: {
    prefix: prefix
    location: location
    tags: tags
    webSku: settings.webSku
    pubSubSku: settings.pubSubSku
    deployPrincipalId: identities.outputs.deployPrincipalId
    workspaceId: observability.outputs.workspaceId
    appPrincipalId: identities.outputs.appPrincipalId
  }
}

module edge 'modules/edge.bicep' = if (empty(frontDoorId)) {
  name: 'edge'
  params: {
    prefix: prefix
    tags: tags
    hostNames: [for app in settings.apps: '${prefix}-func-${app}.azurewebsites.net']
    webHostName: web.outputs.hostName
    trafficToB: trafficToB
    standbyHost: settings.standby ? '${standby}-func-a.azurewebsites.net' : ''
    failedOver: failedOver
    deployPrincipalId: identities.outputs.deployPrincipalId
    workspaceId: observability.outputs.workspaceId
  }
}

module compute 'modules/compute.bicep' = {
  name: 'compute'
  params: {
    prefix: prefix
    location: location
    tags: tags
    apps: settings.apps
    activeApp: activeApp
    maximumInstances: settings.maximumInstances
    ingestInstances: max(40, settings.eventHubs.telemetryPartitions + settings.eventHubs.reportsPartitions)
    instancesAlwaysReady: settings.instancesAlwaysReady
    functionsSubnetId: network.?outputs.functionsSubnetId
    frontDoorId: edge.?outputs.frontDoorId ?? frontDoorId
    copiedVaultUri: copied.?outputs.vaultUri
    workspaceId: observability.outputs.workspaceId
    componentName: observability.outputs.componentName
    appIdentityName: identities.outputs.appName
    serviceIdentityName: identities.outputs.serviceName
    deployPrincipalId: identities.outputs.deployPrincipalId
    internalStorageName: storage.outputs.internalName
    internalBlobEndpoint: storage.outputs.internalBlobEndpoint
    deviceBlobEndpoint: storage.outputs.deviceBlobEndpoint
    namespaces: messaging.outputs.namespaces
    cosmosEndpoint: twins.outputs.endpoint
    vaultUri: vault.outputs.uri
    postgresHost: database.outputs.host
    postgresReadHost: database.outputs.readHost
    postgresPooled: settings.postgres.pooled
    pubSubEndpoint: web.outputs.pubSubEndpoint
    oidcIssuers: oidcIssuers
    platformAdministrators: platformAdministrators
  }
}

module delivery 'modules/delivery.bicep' = {
  name: 'delivery'
  params: {
    prefix: prefix
    compactPrefix: compactPrefix
    location: location
    tags: tags
    registrySku: settings.registrySku
    jobsSubnetId: network.?outputs.jobsSubnetId
    workspaceId: observability.outputs.workspaceId
    postgresHost: database.outputs.host
    deployIdentityName: identities.outputs.deployName
    appIdentityName: identities.outputs.appName
    serviceIdentityName: identities.outputs.serviceName
    furtherLogins: settings.standby ? ['${standby}-app-id', '${standby}-service-id'] : []
  }
}

module alerts 'modules/alerts.bicep' = {
  name: 'alerts'
  params: {
    prefix: prefix
    location: location
    tags: tags
    componentId: observability.outputs.componentId
    actionGroupId: observability.outputs.actionGroupId
    databaseId: database.outputs.id
    standsBy: standsBy
    apiHost: edge.?outputs.host
  }
}

output host string = edge.?outputs.host ?? ''
output webHost string = web.outputs.hostName
output frontDoorId string = edge.?outputs.frontDoorId ?? frontDoorId
output registryServer string = delivery.outputs.registryServer
output deployClientId string = identities.outputs.deployClientId
