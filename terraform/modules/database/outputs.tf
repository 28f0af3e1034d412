output "id" {
  value = azurerm_postgresql_flexible_server.this.id
}

output "host" {
  value = azurerm_postgresql_flexible_server.this.fqdn
}

output "read_host" {
  value = var.postgres.replica ? azurerm_postgresql_flexible_server.replica[0].fqdn : ""
}
