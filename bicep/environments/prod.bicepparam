using '../main.bicep'

param environmentName = 'prod'
param settings = {
  privateNetwork: true
  apps: ['a', 'b']
  standby: true
  maximumInstances: 200
  instancesAlwaysReady: 2
  eventHubs: {
    namespaces: 2
    throughputUnits: 4
    maximumThroughputUnits: 20
    telemetryPartitions: 32
    reportsPartitions: 8
  }
  postgres: {
    sku: 'Standard_D4ds_v5'
    tier: 'GeneralPurpose'
    storageGb: 512
    zoneRedundant: true
    geoRedundantBackup: true
    replica: true
    pooled: true
  }
  cosmos: {
    serverless: false
    maximumThroughput: 4000
    secondaryLocation: 'northeurope'
  }
  internalStorageSku: 'Standard_GZRS'
  webSku: 'Standard'
  pubSubSku: 'Standard_S1'
  registrySku: 'Premium'
  logRetentionDays: 90
  monthlyBudget: 3000
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
