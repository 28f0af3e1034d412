using '../main.bicep'

param environmentName = 'staging'
param settings = {
  privateNetwork: false
  apps: ['a', 'b']
  standby: false
  maximumInstances: 40
  instancesAlwaysReady: 1
  eventHubs: {
    namespaces: 1
    throughputUnits: 1
    maximumThroughputUnits: 4
    telemetryPartitions: 8
    reportsPartitions: 4
  }
  postgres: {
    sku: 'Standard_D2ds_v5'
    tier: 'GeneralPurpose'
    storageGb: 128
    zoneRedundant: false
    geoRedundantBackup: true
    replica: false
    pooled: true
  }
  cosmos: {
    serverless: false
    maximumThroughput: 1000
    secondaryLocation: ''
  }
  internalStorageSku: 'Standard_ZRS'
  webSku: 'Standard'
  pubSubSku: 'Standard_S1'
  registrySku: 'Standard'
  logRetentionDays: 30
  monthlyBudget: 800
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
