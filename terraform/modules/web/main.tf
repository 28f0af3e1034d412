# The web app for fleet managers, and the service that pushes changes to it.

resource "azurerm_static_web_app" "this" {
  name                = "${var.context.prefix}-web"
  location            = var.context.location
  resource_group_name = var.context.resource_group_name
  tags                = var.context.tags
  sku_tier            = var.web_sku
  sku_size            = var.web_sku
  # Workflows upload what they have built and tested; nothing is built on the way.
  preview_environments_enabled       = false
  configuration_file_changes_enabled = true
}

resource "azurerm_web_pubsub" "this" {
  name                          = "${var.context.prefix}-pubsub"
  location                      = var.context.location
  resource_group_name           = var.context.resource_group_name
  tags                          = var.context.tags
  sku                           = var.pub_sub_sku
  capacity                      = 1
  local_auth_enabled            = false
  public_network_access_enabled = true
}

resource "azurerm_web_pubsub_hub" "fleet" {
  name                          = "fleet"
  web_pubsub_id                 = azurerm_web_pubsub.this.id
  anonymous_connections_enabled = false
}

resource "azurerm_role_assignment" "app" {
  scope                = azurerm_web_pubsub.this.id
  principal_id         = var.app_principal_id
  principal_type       = "ServicePrincipal"
  role_definition_name = "Web PubSub Service Owner"
}

# Uploads need the token of the app, which no smaller role may read.
resource "azurerm_role_assignment" "deploy" {
  scope                = azurerm_static_web_app.this.id
  principal_id         = var.deploy_principal_id
  principal_type       = "ServicePrincipal"
  role_definition_name = "Contributor"
}

resource "azurerm_monitor_diagnostic_setting" "pubsub" {
  name                       = "logs"
  target_resource_id         = azurerm_web_pubsub.this.id
  log_analytics_workspace_id = var.workspace_id

  enabled_log {
    category_group = "audit"
  }

  enabled_metric {
    category = "AllMetrics"
  }
}
