// PostgreSQL 17 with TimescaleDB's Apache edition; signed in to with Entra ID alone. Of an environment that stands by it is a
// replica of the other one's, with all that is in it, until it is promoted.
param prefix string
param location string
param tags object
param sku string
param tier string
param storageGb int
param zoneRedundant bool
param geoRedundantBackup bool
param replica bool
param pooled bool
@description('The server that this one replicates.')
param copiedServerId string?
param privateNetwork bool
param endpointSubnetId string?
param dnsZoneId string?
param workspaceId string
param administratorName string
param administratorPrincipalId string

resource server 'Microsoft.DBforPostgreSQL/flexibleServers@2025-08-01' = {
  name: '${prefix}-pg'
  location: location
  tags: tags
  sku: {
    name: sku
    tier: tier
  }
  properties: union(
    {
      network: {
        publicNetworkAccess: privateNetwork ? 'Disabled' : 'Enabled'
      }
    },
    copiedServerId != null
      ? {
          createMode: 'Replica'
          sourceServerResourceId: copiedServerId
        }
      : {
          version: '17'
          storage: {
            storageSizeGB: storageGb
            autoGrow: 'Enabled'
          }
          backup: {
            backupRetentionDays: 35
            geoRedundantBackup: geoRedundantBackup ? 'Enabled' : 'Disabled'
          }
          highAvailability: {
            mode: zoneRedundant ? 'ZoneRedundant' : 'Disabled'
          }
          authConfig: {
            activeDirectoryAuth: 'Enabled'
            passwordAuth: 'Disabled'
            tenantId: subscription().tenantId
          }
        }
  )

  resource data 'databases' = if (copiedServerId == null) {
    name: 'signalbeam'
    properties: {
      charset: 'UTF8'
      collation: 'en_US.utf8'
    }
  }
}

// One after the other: a server takes one change of its configuration at a time.
var configuration = concat(
  [
    {
      name: 'azure.extensions'
      value: 'TIMESCALEDB,PG_STAT_STATEMENTS'
    }
    {
      name: 'shared_preload_libraries'
      value: 'timescaledb,pg_stat_statements'
    }
    // Telemetry writes whole pages after each checkpoint: fewer of them are half the log.
    {
      name: 'checkpoint_timeout'
      value: '1800'
    }
    {
      name: 'max_wal_size'
      value: '8192'
    }
  ],
  pooled
    ? [
        {
          name: 'pgbouncer.enabled'
          value: 'true'
        }
        {
          name: 'pgbouncer.default_pool_size'
          value: '50'
        }
      ]
    : []
)

@batchSize(1)
resource parameters 'Microsoft.DBforPostgreSQL/flexibleServers/configurations@2025-08-01' = [
  for item in configuration: {
    parent: server
    name: item.name
    properties: {
      value: item.value
      source: 'user-override'
    }
    dependsOn: [server::data]
  }
]

resource administrator 'Microsoft.DBforPostgreSQL/flexibleServers/administrators@2025-08-01' = if (copiedServerId == null) {
  parent: server
  name: administratorPrincipalId
  properties: {
    principalName: administratorName
    principalType: 'ServicePrincipal'
    tenantId: subscription().tenantId
  }
  dependsOn: [parameters]
}

// Azure's own services and the migration job, where there is no private network. Everybody else is refused.
resource fromAzure 'Microsoft.DBforPostgreSQL/flexibleServers/firewallRules@2025-08-01' = if (!privateNetwork) {
  parent: server
  name: 'azure'
  properties: {
    startIpAddress: '0.0.0.0'
    endIpAddress: '0.0.0.0'
  }
  dependsOn: [administrator]
}

resource copy 'Microsoft.DBforPostgreSQL/flexibleServers@2025-08-01' = if (replica) {
  name: '${prefix}-pg-replica'
  location: location
  tags: tags
  sku: {
    name: sku
    tier: tier
  }
  properties: {
    createMode: 'Replica'
    sourceServerResourceId: server.id
    network: {
      publicNetworkAccess: privateNetwork ? 'Disabled' : 'Enabled'
    }
  }
  dependsOn: [administrator]
}

module endpoint 'endpoint.bicep' = if (privateNetwork) {
  name: 'database-endpoint'
  params: {
    name: '${prefix}-pg-pe'
    location: location
    tags: tags
    subnetId: endpointSubnetId!
    targetId: server.id
    groupId: 'postgresqlServer'
    dnsZoneId: dnsZoneId!
  }
}

module copyEndpoint 'endpoint.bicep' = if (privateNetwork && replica) {
  name: 'database-replica-endpoint'
  params: {
    name: '${prefix}-pg-replica-pe'
    location: location
    tags: tags
    subnetId: endpointSubnetId!
    targetId: copy.id
    groupId: 'postgresqlServer'
    dnsZoneId: dnsZoneId!
  }
}

resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: server
  name: 'logs'
  properties: {
    workspaceId: workspaceId
    logs: [
      {
        categoryGroup: 'allLogs'
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

output id string = server.id
output host string = server.properties.fullyQualifiedDomainName
output readHost string = replica ? copy!.properties.fullyQualifiedDomainName : ''
