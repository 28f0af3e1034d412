// What production keeps off the internet, and how the function apps reach it.
param prefix string
param location string
param tags object

resource vnet 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: '${prefix}-vnet'
  location: location
  tags: tags
  properties: {
    addressSpace: {
      addressPrefixes: ['10.40.0.0/16']
    }
  }

  // Flex Consumption takes an address per instance: 200 of the API's and 40 for each of 19 further namespaces fit.
  resource functions 'subnets' = {
    name: 'functions'
    properties: {
      addressPrefix: '10.40.4.0/22'
      delegations: [
        {
          name: 'environments'
          properties: {
            serviceName: 'Microsoft.App/environments'
          }
        }
      ]
    }
  }

  resource jobs 'subnets' = {
    name: 'jobs'
    dependsOn: [functions]
    properties: {
      addressPrefix: '10.40.1.0/27'
      delegations: [
        {
          name: 'environments'
          properties: {
            serviceName: 'Microsoft.App/environments'
          }
        }
      ]
    }
  }

  resource endpoints 'subnets' = {
    name: 'endpoints'
    dependsOn: [jobs]
    properties: {
      addressPrefix: '10.40.2.0/26'
      privateEndpointNetworkPolicies: 'Disabled'
    }
  }
}

var zoneNames = [
  'privatelink.postgres.database.azure.com'
  'privatelink.documents.azure.com'
  'privatelink.vaultcore.azure.net'
  #disable-next-line no-hardcoded-env-urls
  'privatelink.blob.core.windows.net'
]

resource zones 'Microsoft.Network/privateDnsZones@2024-06-01' = [
  for name in zoneNames: {
    name: name
    location: 'global'
    tags: tags
  }
]

resource links 'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2024-06-01' = [
  for (name, i) in zoneNames: {
    parent: zones[i]
    name: '${prefix}-vnet'
    location: 'global'
    properties: {
      registrationEnabled: false
      virtualNetwork: {
        id: vnet.id
      }
    }
  }
]

output functionsSubnetId string = vnet::functions.id
output jobsSubnetId string = vnet::jobs.id
output endpointSubnetId string = vnet::endpoints.id
output postgresZoneId string = zones[0].id
output cosmosZoneId string = zones[1].id
output vaultZoneId string = zones[2].id
output blobZoneId string = zones[3].id
