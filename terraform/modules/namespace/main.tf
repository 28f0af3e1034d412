# One namespace of what devices send: two hubs, so that telemetry can never delay a report.

resource "azurerm_eventhub_namespace" "this" {
  name                     = var.name
  location                 = var.context.location
  resource_group_name      = var.context.resource_group_name
  tags                     = var.context.tags
  sku                      = "Standard"
  capacity                 = var.throughput_units
  auto_inflate_enabled     = true
  maximum_throughput_units = var.maximum_throughput_units
  minimum_tls_version      = "1.2"
  # Devices hold short signatures of the publisher policy, each for its own path: keys stay allowed.
  local_authentication_enabled = true

  # A namespace that goes takes with it what nobody has read yet: docs/operations.md says how one is taken away.
  lifecycle {
    prevent_destroy = true
  }
}

resource "azurerm_eventhub" "hubs" {
  for_each = {
    (var.telemetry_hub) = var.telemetry_partitions
    (var.reports_hub)   = var.reports_partitions
  }

  name              = each.key
  namespace_id      = azurerm_eventhub_namespace.this.id
  partition_count   = each.value
  message_retention = 7
}

# Beside $Default, which the functions read: for people who want to look at the stream without disturbing it.
resource "azurerm_eventhub_consumer_group" "inspect" {
  for_each = azurerm_eventhub.hubs

  name                = "inspect"
  namespace_name      = azurerm_eventhub_namespace.this.name
  eventhub_name       = each.value.name
  resource_group_name = var.context.resource_group_name
}

resource "azurerm_eventhub_namespace_authorization_rule" "publishers" {
  name                = "publishers"
  namespace_name      = azurerm_eventhub_namespace.this.name
  resource_group_name = var.context.resource_group_name
  send                = true
}

# The functions rotate it from here on.
resource "azurerm_key_vault_secret" "publisher_key" {
  name         = var.key_secret
  key_vault_id = var.vault_id
  content_type = "application/json"
  value = jsonencode({
    keyName = azurerm_eventhub_namespace_authorization_rule.publishers.name
    key     = azurerm_eventhub_namespace_authorization_rule.publishers.primary_key
  })

  lifecycle {
    ignore_changes = [value]
  }
}

resource "azurerm_role_assignment" "receive" {
  scope                = azurerm_eventhub_namespace.this.id
  principal_id         = var.app_principal_id
  principal_type       = "ServicePrincipal"
  role_definition_name = "Azure Event Hubs Data Receiver"
}

resource "azurerm_role_assignment" "rotate" {
  scope              = azurerm_eventhub_namespace_authorization_rule.publishers.id
  principal_id       = var.app_principal_id
  principal_type     = "ServicePrincipal"
  role_definition_id = var.rotation_role_id
}

resource "azurerm_monitor_diagnostic_setting" "namespace" {
  name                       = "logs"
  target_resource_id         = azurerm_eventhub_namespace.this.id
  log_analytics_workspace_id = var.workspace_id

  enabled_log {
    category_group = "audit"
  }

  enabled_metric {
    category = "AllMetrics"
  }
}
