# What devices send: two hubs, so that telemetry can never delay a report.

resource "azurerm_eventhub_namespace" "this" {
  name                     = "${var.context.prefix}-events"
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
}

resource "azurerm_eventhub" "hubs" {
  for_each = {
    device-telemetry = var.telemetry_partitions
    device-reports   = var.reports_partitions
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
  name         = "eventhub-publisher-key"
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

# The functions regenerate the policy's unused key every 90 days. No built-in role allows that and no more.
resource "azurerm_role_definition" "rotation" {
  name              = "${var.context.prefix}-publisher-key-rotation"
  description       = "Reads and regenerates the keys of an Event Hubs policy"
  scope             = var.resource_group_id
  assignable_scopes = [var.resource_group_id]

  permissions {
    actions = [
      "Microsoft.EventHub/namespaces/authorizationRules/read",
      "Microsoft.EventHub/namespaces/authorizationRules/listKeys/action",
      "Microsoft.EventHub/namespaces/authorizationRules/regenerateKeys/action",
    ]
  }
}

resource "azurerm_role_assignment" "rotate" {
  scope              = azurerm_eventhub_namespace_authorization_rule.publishers.id
  principal_id       = var.app_principal_id
  principal_type     = "ServicePrincipal"
  role_definition_id = azurerm_role_definition.rotation.role_definition_resource_id
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
