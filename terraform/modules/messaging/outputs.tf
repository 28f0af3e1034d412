output "host" {
  value = "${azurerm_eventhub_namespace.this.name}.servicebus.windows.net"
}

output "publisher_policy_id" {
  value = azurerm_eventhub_namespace_authorization_rule.publishers.id
}
