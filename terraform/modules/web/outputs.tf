output "host" {
  value = azurerm_static_web_app.this.default_host_name
}

output "pub_sub_endpoint" {
  value = "https://${azurerm_web_pubsub.this.hostname}"
}
