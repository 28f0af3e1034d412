# What an environment that stands by needs of the one it stands by for, and in the resource group of that one.

data "azurerm_key_vault" "this" {
  name                = "${var.prefix}-kv"
  resource_group_name = var.prefix
}

data "azurerm_postgresql_flexible_server" "this" {
  name                = "${var.prefix}-pg"
  resource_group_name = var.prefix
}

data "azurerm_storage_account" "device" {
  name                = "${var.compact_prefix}device"
  resource_group_name = var.prefix
}

data "azurerm_storage_account" "internal" {
  name                = "${var.compact_prefix}internal"
  resource_group_name = var.prefix
}

# It copies tenants' secrets and the signing keys while it stands by, and writes none.
resource "azurerm_role_assignment" "read_secrets" {
  scope                = data.azurerm_key_vault.this.id
  principal_id         = var.app_principal_id
  principal_type       = "ServicePrincipal"
  role_definition_name = "Key Vault Secrets User"
}
