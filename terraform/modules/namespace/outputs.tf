# As SIGNALBEAM_EVENTHUB_NAMESPACES has it.
output "namespace" {
  value = {
    namespace    = "${azurerm_eventhub_namespace.this.name}.servicebus.windows.net"
    telemetryHub = var.telemetry_hub
    reportsHub   = var.reports_hub
    policy       = azurerm_eventhub_namespace_authorization_rule.publishers.id
    keySecret    = var.key_secret
  }
}
