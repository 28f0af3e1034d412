# Tenants' secrets, signing keys and the key of the publisher policy.

resource "azurerm_key_vault" "this" {
  name                          = "${var.context.prefix}-kv"
  location                      = var.context.location
  resource_group_name           = var.context.resource_group_name
  tags                          = var.context.tags
  tenant_id                     = var.tenant_id
  sku_name                      = "standard"
  rbac_authorization_enabled    = true
  soft_delete_retention_days    = 90
  purge_protection_enabled      = true
  public_network_access_enabled = !var.private_network
}

# Officer, because the functions write what tenants hand them and rotate keys; never an administrator of the vault.
resource "azurerm_role_assignment" "app" {
  scope                = azurerm_key_vault.this.id
  principal_id         = var.app_principal_id
  principal_type       = "ServicePrincipal"
  role_definition_name = "Key Vault Secrets Officer"
}

resource "azurerm_private_endpoint" "vault" {
  count = var.private_network ? 1 : 0

  name                = "${var.context.prefix}-kv-pe"
  location            = var.context.location
  resource_group_name = var.context.resource_group_name
  tags                = var.context.tags
  subnet_id           = var.subnet_id

  private_service_connection {
    name                           = "${var.context.prefix}-kv-pe"
    private_connection_resource_id = azurerm_key_vault.this.id
    subresource_names              = ["vault"]
    is_manual_connection           = false
  }

  private_dns_zone_group {
    name                 = "default"
    private_dns_zone_ids = [var.dns_zone_id]
  }
}

resource "azurerm_monitor_diagnostic_setting" "vault" {
  name                       = "logs"
  target_resource_id         = azurerm_key_vault.this.id
  log_analytics_workspace_id = var.workspace_id

  enabled_log {
    category_group = "audit"
  }

  enabled_metric {
    category = "AllMetrics"
  }
}
