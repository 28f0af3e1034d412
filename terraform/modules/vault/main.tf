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

module "endpoint" {
  source = "../endpoint"
  count  = var.private_network ? 1 : 0

  context     = var.context
  name        = "${var.context.prefix}-kv-pe"
  subnet_id   = var.subnet_id
  target_id   = azurerm_key_vault.this.id
  part        = "vault"
  dns_zone_id = var.dns_zone_id
}

module "copied_endpoint" {
  source = "../endpoint"
  count  = var.private_network && var.copied_vault_id != null ? 1 : 0

  context     = var.context
  name        = "${var.context.prefix}-copied-kv-pe"
  subnet_id   = var.subnet_id
  target_id   = var.copied_vault_id
  part        = "vault"
  dns_zone_id = var.dns_zone_id
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
