// What a deployment needs: images, and a job that migrates the database from inside the network.
import { roles } from '../roles.bicep'

param prefix string
param compactPrefix string
param location string
param tags object
param registrySku string
param jobsSubnetId string?
param workspaceId string
param postgresHost string
param deployIdentityName string
param appIdentityName string
param serviceIdentityName string
@description('Of an environment that stands by for this one: its database is this one\'s, with these logins.')
param furtherLogins string[]

resource deploy 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' existing = {
  name: deployIdentityName
}

resource registry 'Microsoft.ContainerRegistry/registries@2023-11-01-preview' = {
  name: '${compactPrefix}acr'
  location: location
  tags: tags
  sku: {
    name: registrySku
  }
  properties: {
    adminUserEnabled: false
    anonymousPullEnabled: false
  }
}

resource push 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for role in ['AcrPush', 'AcrPull']: {
    scope: registry
    name: guid(registry.id, deploy.id, roles[role])
    properties: {
      principalId: deploy.properties.principalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles[role])
    }
  }
]

resource jobs 'Microsoft.App/managedEnvironments@2024-03-01' = {
  name: '${prefix}-jobs'
  location: location
  tags: tags
  properties: {
    appLogsConfiguration: {
      destination: 'azure-monitor'
    }
    vnetConfiguration: jobsSubnetId == null
      ? null
      : {
          infrastructureSubnetId: jobsSubnetId
          internal: true
        }
    workloadProfiles: [
      {
        name: 'Consumption'
        workloadProfileType: 'Consumption'
      }
    ]
  }
}

// Its image is set by each deployment; the one named here is there before the first.
resource migrate 'Microsoft.App/jobs@2024-03-01' = {
  name: '${prefix}-migrate'
  location: location
  tags: tags
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${deploy.id}': {}
    }
  }
  properties: {
    environmentId: jobs.id
    workloadProfileName: 'Consumption'
    configuration: {
      triggerType: 'Manual'
      replicaTimeout: 1800
      replicaRetryLimit: 0
      manualTriggerConfig: {
        parallelism: 1
        replicaCompletionCount: 1
      }
      registries: [
        {
          server: registry.properties.loginServer
          identity: deploy.id
        }
      ]
    }
    template: {
      containers: [
        {
          name: 'migrate'
          image: 'mcr.microsoft.com/k8se/quickstart-jobs:latest'
          args: concat([appIdentityName, serviceIdentityName], furtherLogins)
          env: [
            {
              name: 'PostgresUrl'
              value: 'jdbc:postgresql://${postgresHost}:5432/signalbeam?user=${deployIdentityName}&sslmode=require&authenticationPluginClassName=com.azure.identity.extensions.jdbc.postgresql.AzurePostgresqlAuthenticationPlugin&azure.managedIdentityEnabled=true&azure.clientId=${deploy.properties.clientId}'
            }
          ]
          resources: {
            cpu: json('0.5')
            memory: '1Gi'
          }
        }
      ]
    }
  }
}

resource run 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: migrate
  name: guid(migrate.id, deploy.id, roles['Container Apps Jobs Contributor'])
  properties: {
    principalId: deploy.properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId(
      'Microsoft.Authorization/roleDefinitions',
      roles['Container Apps Jobs Contributor']
    )
  }
}

resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: registry
  name: 'logs'
  properties: {
    workspaceId: workspaceId
    logs: [
      {
        categoryGroup: 'audit'
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

// Which app serves, and how its requests end: what a deployment decides by.
resource look 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(resourceGroup().id, deploy.id, roles.Reader)
  properties: {
    principalId: deploy.properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.Reader)
  }
}

output registryServer string = registry.properties.loginServer
