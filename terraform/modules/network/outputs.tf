output "functions_subnet_id" {
  value = azurerm_subnet.delegated["functions"].id
}

output "jobs_subnet_id" {
  value = azurerm_subnet.delegated["jobs"].id
}

output "endpoint_subnet_id" {
  value = azurerm_subnet.endpoints.id
}

output "postgres_zone_id" {
  value = azurerm_private_dns_zone.zones["postgres"].id
}

output "cosmos_zone_id" {
  value = azurerm_private_dns_zone.zones["cosmos"].id
}

output "vault_zone_id" {
  value = azurerm_private_dns_zone.zones["vault"].id
}

output "blob_zone_id" {
  value = azurerm_private_dns_zone.zones["blob"].id
}
