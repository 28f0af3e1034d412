output "workspace_id" {
  value = azurerm_log_analytics_workspace.this.id
}

output "component" {
  value = {
    id                = azurerm_application_insights.this.id
    connection_string = azurerm_application_insights.this.connection_string
  }
  sensitive = true
}

output "action_group_id" {
  value = azurerm_monitor_action_group.operators.id
}
