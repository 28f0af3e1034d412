output "vault_id" {
  value = data.azurerm_key_vault.this.id
}

output "vault_uri" {
  value = data.azurerm_key_vault.this.vault_uri
}

output "server_id" {
  value = data.azurerm_postgresql_flexible_server.this.id
}

output "device_storage_id" {
  value = data.azurerm_storage_account.device.id
}

output "internal_storage_id" {
  value = data.azurerm_storage_account.internal.id
}
