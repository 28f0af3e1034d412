# PostgreSQL 17 with TimescaleDB's Apache edition; signed in to with Entra ID alone. Of an environment that stands by it is a
# replica of the other one's, with all that is in it, until it is promoted.

locals {
  tiers = { Burstable = "B", GeneralPurpose = "GP", MemoryOptimized = "MO" }
  sku   = "${local.tiers[var.postgres.tier]}_${var.postgres.sku}"
  own   = var.copied_server_id == null
}

resource "azurerm_postgresql_flexible_server" "this" {
  name                          = "${var.context.prefix}-pg"
  location                      = var.context.location
  resource_group_name           = var.context.resource_group_name
  tags                          = var.context.tags
  sku_name                      = local.sku
  create_mode                   = local.own ? null : "Replica"
  source_server_id              = var.copied_server_id
  version                       = local.own ? "17" : null
  storage_mb                    = local.own ? var.postgres.storage_gb * 1024 : null
  auto_grow_enabled             = local.own ? true : null
  backup_retention_days         = local.own ? 35 : null
  geo_redundant_backup_enabled  = local.own ? var.postgres.geo_redundant_backup : null
  public_network_access_enabled = !var.private_network

  dynamic "authentication" {
    for_each = local.own ? [var.tenant_id] : []

    content {
      active_directory_auth_enabled = true
      password_auth_enabled         = false
      tenant_id                     = authentication.value
    }
  }

  dynamic "high_availability" {
    for_each = local.own && var.postgres.zone_redundant ? ["ZoneRedundant"] : []

    content {
      mode = high_availability.value
    }
  }

  lifecycle {
    # Azure chooses the zone, and another one when it fails over. What was a replica goes on as a server of its own once it is promoted.
    ignore_changes = [zone, high_availability[0].standby_availability_zone, create_mode, source_server_id]
  }
}

resource "azurerm_postgresql_flexible_server_database" "this" {
  count = local.own ? 1 : 0

  name      = "signalbeam"
  server_id = azurerm_postgresql_flexible_server.this.id
  charset   = "UTF8"
  collation = "en_US.utf8"
}

resource "azurerm_postgresql_flexible_server_configuration" "this" {
  for_each = merge(
    {
      "azure.extensions"         = "TIMESCALEDB,PG_STAT_STATEMENTS"
      "shared_preload_libraries" = "timescaledb,pg_stat_statements"
      # Telemetry writes whole pages after each checkpoint: fewer of them are half the log.
      "checkpoint_timeout" = "1800"
      "max_wal_size"       = "8192"
    },
    var.postgres.pooled ? {
      "pgbouncer.enabled"           = "true"
      "pgbouncer.default_pool_size" = "50"
    } : {},
  )

  name      = each.key
  server_id = azurerm_postgresql_flexible_server.this.id
  value     = each.value

  depends_on = [azurerm_postgresql_flexible_server_database.this]
}

resource "azurerm_postgresql_flexible_server_active_directory_administrator" "deploy" {
  count = local.own ? 1 : 0

  server_name         = azurerm_postgresql_flexible_server.this.name
  resource_group_name = var.context.resource_group_name
  tenant_id           = var.tenant_id
  object_id           = var.administrator_principal_id
  principal_name      = var.administrator_name
  principal_type      = "ServicePrincipal"

  depends_on = [azurerm_postgresql_flexible_server_configuration.this]
}

# Azure's own services and the migration job, where there is no private network. Everybody else is refused.
resource "azurerm_postgresql_flexible_server_firewall_rule" "azure" {
  count = var.private_network ? 0 : 1

  name             = "azure"
  server_id        = azurerm_postgresql_flexible_server.this.id
  start_ip_address = "0.0.0.0"
  end_ip_address   = "0.0.0.0"

  depends_on = [azurerm_postgresql_flexible_server_active_directory_administrator.deploy]
}

resource "azurerm_postgresql_flexible_server" "replica" {
  count = var.postgres.replica ? 1 : 0

  name                          = "${var.context.prefix}-pg-replica"
  location                      = var.context.location
  resource_group_name           = var.context.resource_group_name
  tags                          = var.context.tags
  sku_name                      = local.sku
  create_mode                   = "Replica"
  source_server_id              = azurerm_postgresql_flexible_server.this.id
  public_network_access_enabled = !var.private_network

  lifecycle {
    # Follows from the server that it copies.
    ignore_changes = [zone, storage_mb, version, authentication]
  }

  depends_on = [azurerm_postgresql_flexible_server_active_directory_administrator.deploy]
}

module "endpoint" {
  source = "../endpoint"
  count  = var.private_network ? 1 : 0

  context     = var.context
  name        = "${var.context.prefix}-pg-pe"
  subnet_id   = var.subnet_id
  target_id   = azurerm_postgresql_flexible_server.this.id
  part        = "postgresqlServer"
  dns_zone_id = var.dns_zone_id
}

module "replica_endpoint" {
  source = "../endpoint"
  count  = var.private_network && var.postgres.replica ? 1 : 0

  context     = var.context
  name        = "${var.context.prefix}-pg-replica-pe"
  subnet_id   = var.subnet_id
  target_id   = azurerm_postgresql_flexible_server.replica[0].id
  part        = "postgresqlServer"
  dns_zone_id = var.dns_zone_id
}

resource "azurerm_monitor_diagnostic_setting" "server" {
  name                       = "logs"
  target_resource_id         = azurerm_postgresql_flexible_server.this.id
  log_analytics_workspace_id = var.workspace_id

  enabled_log {
    category_group = "allLogs"
  }

  enabled_metric {
    category = "AllMetrics"
  }
}
