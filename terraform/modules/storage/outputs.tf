output "device_blob_endpoint" {
  value = azurerm_storage_account.device.primary_blob_endpoint
}

output "internal" {
  value = {
    name          = azurerm_storage_account.internal.name
    blob_endpoint = azurerm_storage_account.internal.primary_blob_endpoint
  }
}
