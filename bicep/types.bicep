@export()
@description('How large and how well protected one environment is.')
type environmentType = {
  @description('Private endpoints for PostgreSQL, Cosmos DB, Key Vault and the internal storage account.')
  privateNetwork: bool
  @description('Function apps behind one address. With two, a version is tried on one while the other serves.')
  apps: ('a' | 'b')[]
  @description('Whether an environment in another region, called standby, stands by for this one.')
  standby: bool
  @minValue(40)
  @maxValue(1000)
  maximumInstances: int
  @description('Instances for HTTP that never go to sleep.')
  instancesAlwaysReady: int
  eventHubs: {
    @description('Each takes 5,000 connections; all but the first have a function app of their own that reads them.')
    @minValue(1)
    @maxValue(20)
    namespaces: int
    @description('These are of each namespace.')
    throughputUnits: int
    maximumThroughputUnits: int
    telemetryPartitions: int
    reportsPartitions: int
  }
  postgres: {
    sku: string
    tier: 'Burstable' | 'GeneralPurpose' | 'MemoryOptimized'
    storageGb: int
    zoneRedundant: bool
    geoRedundantBackup: bool
    replica: bool
    @description('PgBouncer, which burstable servers do not have.')
    pooled: bool
  }
  cosmos: {
    serverless: bool
    @description('Request units a second, autoscaled; not used when serverless.')
    maximumThroughput: int
    @description('Region of the second copy; empty for none.')
    secondaryLocation: string
  }
  internalStorageSku: 'Standard_LRS' | 'Standard_ZRS' | 'Standard_GZRS'
  webSku: 'Free' | 'Standard'
  pubSubSku: 'Free_F1' | 'Standard_S1'
  registrySku: 'Basic' | 'Standard' | 'Premium'
  @minValue(30)
  @maxValue(730)
  logRetentionDays: int
  @description('In the currency of the subscription.')
  monthlyBudget: int
}

@export()
@description('As SIGNALBEAM_OIDC_ISSUERS has it; docs/sign-in.md says what belongs into each.')
type issuerType = {
  issuer: string
  audience: string
  tenantClaim: string
  rolesClaim: string
}

@export()
@description('As SIGNALBEAM_EVENTHUB_NAMESPACES has it.')
type namespaceType = {
  @description('Its host.')
  namespace: string
  telemetryHub: string
  reportsHub: string
  @description('Resource id of the policy that signs for devices.')
  policy: string
  @description('Where the vault keeps the key of the policy.')
  keySecret: string
}
