# Where everything is logged, and who is told.

resource "azurerm_log_analytics_workspace" "this" {
  name                = "${var.context.prefix}-logs"
  location            = var.context.location
  resource_group_name = var.context.resource_group_name
  tags                = var.context.tags
  sku                 = "PerGB2018"
  retention_in_days   = var.retention_days
}

resource "azurerm_application_insights" "this" {
  name                = "${var.context.prefix}-appi"
  location            = var.context.location
  resource_group_name = var.context.resource_group_name
  tags                = var.context.tags
  application_type    = "web"
  workspace_id        = azurerm_log_analytics_workspace.this.id
  # Telemetry is taken from identities that hold a role, from nobody who merely knows the key.
  local_authentication_disabled = true
}

resource "azurerm_monitor_action_group" "operators" {
  name                = "${var.context.prefix}-operators"
  resource_group_name = var.context.resource_group_name
  tags                = var.context.tags
  short_name          = "operators"

  email_receiver {
    name                    = "operators"
    email_address           = var.operator_email
    use_common_alert_schema = true
  }
}

resource "azurerm_consumption_budget_resource_group" "this" {
  name              = "${var.context.prefix}-budget"
  resource_group_id = var.resource_group_id
  amount            = var.monthly_budget
  time_grain        = "Monthly"

  time_period {
    start_date = "${var.budget_start}T00:00:00Z"
  }

  notification {
    operator       = "GreaterThan"
    threshold      = 80
    threshold_type = "Actual"
    contact_emails = [var.operator_email]
  }

  notification {
    operator       = "GreaterThan"
    threshold      = 100
    threshold_type = "Forecasted"
    contact_emails = [var.operator_email]
  }
}

resource "azurerm_application_insights_workbook" "this" {
  name                = uuidv5("url", "${var.resource_group_id}/${var.context.prefix}-workbook")
  location            = var.context.location
  resource_group_name = var.context.resource_group_name
  tags                = var.context.tags
  display_name        = "${var.context.prefix}-workbook"
  category            = "workbook"
  source_id           = lower(azurerm_application_insights.this.id)
  data_json           = file("${path.module}/../../../bicep/monitoring/workbook.json")
}
