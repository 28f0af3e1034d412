output "ingest_apps" {
  value = { for key, app in local.ingesting : key => azurerm_function_app_flex_consumption.apps[key].name }
}

# Of what is not asked over HTTP.
output "running" {
  value = { for key, app in local.function_apps : key => [for name in local.triggers : name if !contains(app.disabled, name)] }
}
