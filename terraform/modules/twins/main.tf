# Device twins: what agents poll. Rebuilt from PostgreSQL when lost.

resource "azurerm_cosmosdb_account" "this" {
  name                          = "${var.context.prefix}-cosmos"
  location                      = var.context.location
  resource_group_name           = var.context.resource_group_name
  tags                          = var.context.tags
  kind                          = "GlobalDocumentDB"
  offer_type                    = "Standard"
  local_authentication_disabled = true
  minimal_tls_version           = "Tls12"
  public_network_access_enabled = !var.private_network
  automatic_failover_enabled    = var.cosmos.secondary_location != ""

  dynamic "capabilities" {
    for_each = var.cosmos.serverless ? ["EnableServerless"] : []

    content {
      name = capabilities.value
    }
  }

  consistency_policy {
    # A device is always told at least what it was told before.
    consistency_level = "Session"
  }

  dynamic "geo_location" {
    for_each = compact([var.context.location, var.cosmos.secondary_location])

    content {
      location          = geo_location.value
      failover_priority = geo_location.key
      zone_redundant    = false
    }
  }

  backup {
    type = "Continuous"
    tier = "Continuous7Days"
  }
}

resource "azurerm_cosmosdb_sql_database" "this" {
  name                = "signalbeam"
  resource_group_name = var.context.resource_group_name
  account_name        = azurerm_cosmosdb_account.this.name
}

resource "azurerm_cosmosdb_sql_container" "twins" {
  name                = "twins"
  resource_group_name = var.context.resource_group_name
  account_name        = azurerm_cosmosdb_account.this.name
  database_name       = azurerm_cosmosdb_sql_database.this.name
  partition_key_paths = ["/id"]
  partition_key_kind  = "Hash"
  # Documents may set a time to live; without one they stay.
  default_ttl = -1

  indexing_policy {
    indexing_mode = "consistent"

    included_path {
      path = "/tenantId/?"
    }

    excluded_path {
      path = "/*"
    }
  }

  dynamic "autoscale_settings" {
    for_each = var.cosmos.serverless ? [] : [var.cosmos.maximum_throughput]

    content {
      max_throughput = autoscale_settings.value
    }
  }
}

# Cosmos DB Built-in Data Contributor: documents, not settings.
resource "azurerm_cosmosdb_sql_role_assignment" "app" {
  resource_group_name = var.context.resource_group_name
  account_name        = azurerm_cosmosdb_account.this.name
  principal_id        = var.app_principal_id
  role_definition_id  = "${azurerm_cosmosdb_account.this.id}/sqlRoleDefinitions/00000000-0000-0000-0000-000000000002"
  scope               = azurerm_cosmosdb_account.this.id
}

module "endpoint" {
  source = "../endpoint"
  count  = var.private_network ? 1 : 0

  context     = var.context
  name        = "${var.context.prefix}-cosmos-pe"
  subnet_id   = var.subnet_id
  target_id   = azurerm_cosmosdb_account.this.id
  part        = "Sql"
  dns_zone_id = var.dns_zone_id
}

resource "azurerm_monitor_diagnostic_setting" "account" {
  name                       = "logs"
  target_resource_id         = azurerm_cosmosdb_account.this.id
  log_analytics_workspace_id = var.workspace_id

  enabled_log {
    category = "ControlPlaneRequests"
  }

  enabled_log {
    category = "PartitionKeyRUConsumption"
  }

  enabled_metric {
    category = "Requests"
  }
}
