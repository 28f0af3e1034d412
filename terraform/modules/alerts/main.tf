# What wakes somebody. The queries lie in bicep/monitoring, where the Bicep reads them too.

locals {
  monitoring = "${path.module}/../../../bicep/monitoring"
  # window and frequency: minutes, as ISO 8601 durations; severity: 0 critical to 4 verbose; standby: only where an environment
  # stands by.
  rules = {
    for rule in jsondecode(file("${local.monitoring}/alerts.json")) : rule.name => rule
    if var.stands_by || !rule.standby
  }
}

resource "azurerm_monitor_scheduled_query_rules_alert_v2" "rules" {
  for_each = local.rules

  name                    = "${var.context.prefix}-${each.key}"
  location                = var.context.location
  resource_group_name     = var.context.resource_group_name
  tags                    = var.context.tags
  display_name            = "${var.context.prefix}-${each.key}"
  description             = each.value.description
  severity                = each.value.severity
  enabled                 = true
  scopes                  = [var.component_id]
  evaluation_frequency    = each.value.frequency
  window_duration         = each.value.window
  auto_mitigation_enabled = true

  criteria {
    query                   = file("${local.monitoring}/${each.key}.kql")
    time_aggregation_method = "Count"
    operator                = "GreaterThan"
    threshold               = 0

    failing_periods {
      number_of_evaluation_periods             = 1
      minimum_failing_periods_to_trigger_alert = 1
    }
  }

  action {
    action_groups = [var.action_group_id]
  }
}

resource "azurerm_monitor_metric_alert" "database_busy" {
  name                = "${var.context.prefix}-database-busy"
  resource_group_name = var.context.resource_group_name
  tags                = var.context.tags
  description         = "The database has used more than 80 % of its processors for fifteen minutes"
  severity            = 2
  scopes              = [var.database_id]
  frequency           = "PT1M"
  window_size         = "PT15M"

  criteria {
    metric_namespace = "Microsoft.DBforPostgreSQL/flexibleServers"
    metric_name      = "cpu_percent"
    aggregation      = "Average"
    operator         = "GreaterThan"
    threshold        = 80
  }

  action {
    action_group_id = var.action_group_id
  }
}

resource "azurerm_monitor_metric_alert" "database_behind" {
  count = var.stands_by ? 1 : 0

  name                = "${var.context.prefix}-database-behind"
  resource_group_name = var.context.resource_group_name
  tags                = var.context.tags
  description         = "What the other region would lose is more than a minute for five minutes"
  severity            = 1
  scopes              = [var.database_id]
  frequency           = "PT1M"
  window_size         = "PT5M"

  criteria {
    metric_namespace = "Microsoft.DBforPostgreSQL/flexibleServers"
    metric_name      = "physical_replication_delay_in_seconds"
    aggregation      = "Average"
    operator         = "GreaterThan"
    threshold        = 60
  }

  action {
    action_group_id = var.action_group_id
  }
}

resource "azurerm_application_insights_standard_web_test" "ready" {
  count = var.has_api ? 1 : 0

  name                    = "${var.context.prefix}-ready"
  location                = var.context.location
  resource_group_name     = var.context.resource_group_name
  tags                    = var.context.tags
  application_insights_id = var.component_id
  enabled                 = true
  frequency               = 300
  timeout                 = 30
  retry_enabled           = true
  geo_locations           = ["emea-nl-ams-azr", "emea-gb-db3-azr", "us-va-ash-azr"]

  request {
    url       = "https://${var.api_host}/api/health/ready"
    http_verb = "GET"
  }

  validation_rules {
    expected_status_code        = 200
    ssl_check_enabled           = true
    ssl_cert_remaining_lifetime = 14
  }
}

resource "azurerm_monitor_metric_alert" "unreachable" {
  count = var.has_api ? 1 : 0

  name                = "${var.context.prefix}-unreachable"
  resource_group_name = var.context.resource_group_name
  tags                = var.context.tags
  description         = "The API does not answer from at least two places"
  severity            = 0
  scopes              = [azurerm_application_insights_standard_web_test.ready[0].id, var.component_id]
  frequency           = "PT1M"
  window_size         = "PT5M"

  application_insights_web_test_location_availability_criteria {
    web_test_id           = azurerm_application_insights_standard_web_test.ready[0].id
    component_id          = var.component_id
    failed_location_count = 2
  }

  action {
    action_group_id = var.action_group_id
  }
}
