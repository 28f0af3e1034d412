output "ingest_apps" {
  value = { for key, app in local.ingesting : key => azurerm_function_app_flex_consumption.apps[key].name }
}
