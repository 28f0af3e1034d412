output "origin" {
  value = "https://${azurerm_static_web_app.this.default_host_name}"
}
