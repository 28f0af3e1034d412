// Stands by in another region for prod. What it is while it serves: its settings apply as soon as it copies no more.
using '../main.bicep'

param environmentName = 'standby'
param settings = {
  privateNetwork: true
  apps: ['a']
  standby: false
  maximumInstances: 200
  instancesAlwaysReady: 0
  eventHubs: {
    namespaces: 2
    throughputUnits: 1
    maximumThroughputUnits: 20
    telemetryPartitions: 32
    reportsPartitions: 8
  }
  postgres: {
    sku: 'Standard_D4ds_v5'
    tier: 'GeneralPurpose'
    storageGb: 512
    zoneRedundant: false
    geoRedundantBackup: false
    replica: false
    pooled: true
  }
  cosmos: {
    serverless: false
    maximumThroughput: 4000
    secondaryLocation: ''
  }
  internalStorageSku: 'Standard_ZRS'
  webSku: 'Free'
  pubSubSku: 'Standard_S1'
  registrySku: 'Standard'
  logRetentionDays: 30
  monthlyBudget: 1000
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
param frontDoorId = readEnvironmentVariable('SIGNALBEAM_FRONT_DOOR')
