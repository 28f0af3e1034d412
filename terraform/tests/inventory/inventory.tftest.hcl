# Gives every resource that others refer to an id that can be told apart, so that the plan says who may do what to what.
# Read by the test that compares this tree with the Bicep; run with -var-file environments/<one>.tfvars.

mock_provider "azurerm" {
  override_during = plan

  override_data {
    target = data.azurerm_resource_group.this
    values = {
      id = "@{resourceGroup}"
    }
  }

  override_data {
    target = data.azurerm_client_config.current
    values = {
      tenant_id = "@tenant"
    }
  }

  override_data {
    target = module.copied[0].data.azurerm_key_vault.this
    values = {
      id        = "@{Microsoft.KeyVault/vaults/signalbeam-prod-kv}"
      vault_uri = "@{Microsoft.KeyVault/vaults/signalbeam-prod-kv}.properties.vaultUri"
    }
  }

  override_data {
    target = module.copied[0].data.azurerm_postgresql_flexible_server.this
    values = {
      id = "@{Microsoft.DBforPostgreSQL/flexibleServers/signalbeam-prod-pg}"
    }
  }

  override_data {
    target = module.copied[0].data.azurerm_storage_account.device
    values = {
      id = "@{Microsoft.Storage/storageAccounts/signalbeamproddevice}"
    }
  }

  override_data {
    target = module.copied[0].data.azurerm_storage_account.internal
    values = {
      id = "@{Microsoft.Storage/storageAccounts/signalbeamprodinternal}"
    }
  }

  override_resource {
    target = module.identities.azurerm_user_assigned_identity.app
    values = {
      id           = "@identity-app"
      client_id    = "@client-app"
      principal_id = "@principal-app"
    }
  }

  override_resource {
    target = module.identities.azurerm_user_assigned_identity.service
    values = {
      id        = "@identity-service"
      client_id = "@client-service"
    }
  }

  override_resource {
    target = module.identities.azurerm_user_assigned_identity.deploy
    values = {
      id           = "@identity-deploy"
      client_id    = "@client-deploy"
      principal_id = "@principal-deploy"
    }
  }

  override_resource {
    target = module.network[0].azurerm_virtual_network.this
    values = {
      id = "@network"
    }
  }

  override_resource {
    target = module.network[0].azurerm_subnet.delegated["functions"]
    values = {
      id = "@subnet-functions"
    }
  }

  override_resource {
    target = module.network[0].azurerm_subnet.delegated["jobs"]
    values = {
      id = "@subnet-jobs"
    }
  }

  override_resource {
    target = module.network[0].azurerm_subnet.endpoints
    values = {
      id = "@subnet-endpoints"
    }
  }

  override_resource {
    target = module.network[0].azurerm_private_dns_zone.zones["postgres"]
    values = {
      id = "@zone-postgres"
    }
  }

  override_resource {
    target = module.network[0].azurerm_private_dns_zone.zones["cosmos"]
    values = {
      id = "@zone-cosmos"
    }
  }

  override_resource {
    target = module.network[0].azurerm_private_dns_zone.zones["vault"]
    values = {
      id = "@zone-vault"
    }
  }

  override_resource {
    target = module.network[0].azurerm_private_dns_zone.zones["blob"]
    values = {
      id = "@zone-blob"
    }
  }

  override_resource {
    target = module.observability.azurerm_log_analytics_workspace.this
    values = {
      id = "@workspace"
    }
  }

  override_resource {
    target = module.observability.azurerm_application_insights.this
    values = {
      id                = "@component"
      connection_string = "@connection"
    }
  }

  override_resource {
    target = module.observability.azurerm_monitor_action_group.operators
    values = {
      id = "@operators"
    }
  }

  override_resource {
    target = module.vault.azurerm_key_vault.this
    values = {
      id        = "@vault"
      vault_uri = "@vault-uri"
    }
  }

  override_resource {
    target = module.messaging.module.namespaces["1"].azurerm_eventhub_namespace.this
    values = {
      id = "@namespace-1"
    }
  }

  override_resource {
    target = module.messaging.module.namespaces["1"].azurerm_eventhub_namespace_authorization_rule.publishers
    values = {
      id          = "@publishers-1"
      primary_key = "@key"
    }
  }

  override_resource {
    target = module.messaging.module.namespaces["2"].azurerm_eventhub_namespace.this
    values = {
      id = "@namespace-2"
    }
  }

  override_resource {
    target = module.messaging.module.namespaces["2"].azurerm_eventhub_namespace_authorization_rule.publishers
    values = {
      id          = "@publishers-2"
      primary_key = "@key"
    }
  }

  override_resource {
    target = module.messaging.module.namespaces["3"].azurerm_eventhub_namespace.this
    values = {
      id = "@namespace-3"
    }
  }

  override_resource {
    target = module.messaging.module.namespaces["3"].azurerm_eventhub_namespace_authorization_rule.publishers
    values = {
      id          = "@publishers-3"
      primary_key = "@key"
    }
  }

  override_resource {
    target = module.messaging.azurerm_role_definition.rotation
    values = {
      role_definition_resource_id = "@rotation"
    }
  }

  override_resource {
    target = module.database.azurerm_postgresql_flexible_server.this
    values = {
      id   = "@server"
      fqdn = "@server-host"
    }
  }

  override_resource {
    target = module.database.azurerm_postgresql_flexible_server.replica[0]
    values = {
      id   = "@replica"
      fqdn = "@replica-host"
    }
  }

  override_resource {
    target = module.twins.azurerm_cosmosdb_account.this
    values = {
      id       = "@cosmos"
      endpoint = "@cosmos-endpoint"
    }
  }

  override_resource {
    target = module.storage.azurerm_storage_account.device
    values = {
      id                    = "@device"
      primary_blob_endpoint = "@device-blob"
    }
  }

  override_resource {
    target = module.storage.azurerm_storage_account.internal
    values = {
      id                    = "@internal"
      primary_blob_endpoint = "@internal-blob"
    }
  }

  override_resource {
    target = module.storage.azurerm_storage_container.internal["packages-a"]
    values = {
      id = "@packages-a"
    }
  }

  override_resource {
    target = module.storage.azurerm_storage_container.internal["packages-b"]
    values = {
      id = "@packages-b"
    }
  }

  override_resource {
    target = module.storage.azurerm_storage_container.internal["packages-ingest-2"]
    values = {
      id = "@packages-ingest-2"
    }
  }

  override_resource {
    target = module.storage.azurerm_storage_container.internal["packages-ingest-3"]
    values = {
      id = "@packages-ingest-3"
    }
  }

  override_resource {
    target = module.web.azurerm_static_web_app.this
    values = {
      default_host_name = "@web-host"
      id                = "@web"
    }
  }

  override_resource {
    target = module.web.azurerm_web_pubsub.this
    values = {
      hostname = "@pubsub-host"
      id       = "@pubsub"
    }
  }

  override_resource {
    target = module.edge[0].azurerm_cdn_frontdoor_profile.this
    values = {
      id            = "@edge"
      resource_guid = "@front-door"
    }
  }

  override_resource {
    target = module.edge[0].azurerm_cdn_frontdoor_endpoint.api
    values = {
      id        = "@edge-endpoint"
      host_name = "@api-host"
    }
  }

  override_resource {
    target = module.edge[0].azurerm_cdn_frontdoor_origin_group.api
    values = {
      id = "@origin-group"
    }
  }

  override_resource {
    target = module.edge[0].azurerm_cdn_frontdoor_origin_group.web
    values = {
      id = "@web-origin-group"
    }
  }

  override_resource {
    target = module.compute.azurerm_function_app_flex_consumption.apps["a"]
    values = {
      id = "@app-a"
    }
  }

  override_resource {
    target = module.compute.azurerm_function_app_flex_consumption.apps["b"]
    values = {
      id = "@app-b"
    }
  }

  override_resource {
    target = module.compute.azurerm_function_app_flex_consumption.apps["ingest-2"]
    values = {
      id = "@app-ingest-2"
    }
  }

  override_resource {
    target = module.compute.azurerm_function_app_flex_consumption.apps["ingest-3"]
    values = {
      id = "@app-ingest-3"
    }
  }

  override_resource {
    target = module.delivery.azurerm_container_registry.this
    values = {
      id           = "@registry"
      login_server = "@registry-server"
    }
  }

  override_resource {
    target = module.delivery.azurerm_container_app_environment.jobs
    values = {
      id = "@jobs"
    }
  }

  override_resource {
    target = module.delivery.azurerm_container_app_job.migrate
    values = {
      id = "@migrate"
    }
  }

  override_resource {
    target = module.alerts.azurerm_application_insights_standard_web_test.ready[0]
    values = {
      id = "@ready"
    }
  }
}

variables {
  location            = "westeurope"
  resource_group_name = "signalbeam-test"
  operator_email      = "operators@example.com"
  repository          = "example/signalbeam-edge"
  budget_start        = "2026-11-01"
  oidc_issuers = [{
    issuer       = "https://issuer.example.com"
    audience     = "api://signalbeam"
    tenant_claim = "tid"
    roles_claim  = "roles"
  }]
}

run "inventory" {
  command = plan
}
