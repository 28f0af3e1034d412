# What a deployment needs: images, and a job that migrates the database from inside the network.

resource "azurerm_container_registry" "this" {
  name                   = "${var.context.compact_prefix}acr"
  location               = var.context.location
  resource_group_name    = var.context.resource_group_name
  tags                   = var.context.tags
  sku                    = var.registry_sku
  admin_enabled          = false
  anonymous_pull_enabled = false
}

resource "azurerm_role_assignment" "push" {
  for_each = toset(["AcrPush", "AcrPull"])

  scope                = azurerm_container_registry.this.id
  principal_id         = var.deploy_identity.principal_id
  principal_type       = "ServicePrincipal"
  role_definition_name = each.key
}

resource "azurerm_container_app_environment" "jobs" {
  name                           = "${var.context.prefix}-jobs"
  location                       = var.context.location
  resource_group_name            = var.context.resource_group_name
  tags                           = var.context.tags
  logs_destination               = "azure-monitor"
  infrastructure_subnet_id       = var.private_network ? var.subnet_id : null
  internal_load_balancer_enabled = var.private_network ? true : null

  workload_profile {
    name                  = "Consumption"
    workload_profile_type = "Consumption"
  }
}

# Its image is set by each deployment; the one named here is there before the first.
resource "azurerm_container_app_job" "migrate" {
  name                         = "${var.context.prefix}-migrate"
  location                     = var.context.location
  resource_group_name          = var.context.resource_group_name
  tags                         = var.context.tags
  container_app_environment_id = azurerm_container_app_environment.jobs.id
  workload_profile_name        = "Consumption"
  replica_timeout_in_seconds   = 1800
  replica_retry_limit          = 0

  identity {
    type         = "UserAssigned"
    identity_ids = [var.deploy_identity.id]
  }

  manual_trigger_config {
    parallelism              = 1
    replica_completion_count = 1
  }

  registry {
    server   = azurerm_container_registry.this.login_server
    identity = var.deploy_identity.id
  }

  template {
    container {
      name   = "migrate"
      image  = "mcr.microsoft.com/k8se/quickstart-jobs:latest"
      args   = concat([var.app_identity.name, var.service_identity.name], var.further_logins)
      cpu    = 0.5
      memory = "1Gi"

      env {
        name  = "PostgresUrl"
        value = "jdbc:postgresql://${var.postgres_host}:5432/signalbeam?user=${var.deploy_identity.name}&sslmode=require&authenticationPluginClassName=com.azure.identity.extensions.jdbc.postgresql.AzurePostgresqlAuthenticationPlugin&azure.managedIdentityEnabled=true&azure.clientId=${var.deploy_identity.client_id}"
      }
    }
  }

  lifecycle {
    ignore_changes = [template[0].container[0].image]
  }
}

resource "azurerm_role_assignment" "run" {
  scope                = azurerm_container_app_job.migrate.id
  principal_id         = var.deploy_identity.principal_id
  principal_type       = "ServicePrincipal"
  role_definition_name = "Container Apps Jobs Contributor"
}

# Which app serves, and how its requests end: what a deployment decides by.
resource "azurerm_role_assignment" "look" {
  scope                = var.resource_group_id
  principal_id         = var.deploy_identity.principal_id
  principal_type       = "ServicePrincipal"
  role_definition_name = "Reader"
}

resource "azurerm_monitor_diagnostic_setting" "registry" {
  name                       = "logs"
  target_resource_id         = azurerm_container_registry.this.id
  log_analytics_workspace_id = var.workspace_id

  enabled_log {
    category_group = "audit"
  }

  enabled_metric {
    category = "AllMetrics"
  }
}
