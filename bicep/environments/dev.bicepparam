using '../main.bicep'

param environmentName = 'dev'
param settings = {
  privateNetwork: false
  apps: ['a']
  standby: false
  maximumInstances: 40
  instancesAlwaysReady: 0
  eventHubs: {
    namespaces: 1
    throughputUnits: 1
    maximumThroughputUnits: 2
    telemetryPartitions: 4
    reportsPartitions: 2
  }
  postgres: {
    sku: 'Standard_B2s'
    tier: 'Burstable'
    storageGb: 32
    zoneRedundant: false
    geoRedundantBackup: false
    replica: false
    pooled: false
  }
  cosmos: {
    serverless: true
    maximumThroughput: 0
    secondaryLocation: ''
  }
  internalStorageSku: 'Standard_LRS'
  webSku: 'Free'
  pubSubSku: 'Free_F1'
  registrySku: 'Basic'
  logRetentionDays: 30
  monthlyBudget: 200
}
param oidcIssuers = [
  {
    issuer: readEnvironmentVariable('SIGNALBEAM_OIDC_ISSUER')
    audience: readEnvironmentVariable('SIGNALBEAM_OIDC_AUDIENCE')
    tenantClaim: 'tid'
    rolesClaim: 'roles'
  }
]
param platformAdministrators = split(readEnvironmentVariable('SIGNALBEAM_PLATFORM_ADMINS', ''), ',')
param operatorEmail = readEnvironmentVariable('SIGNALBEAM_OPERATOR_EMAIL')
param repository = readEnvironmentVariable('GITHUB_REPOSITORY')
