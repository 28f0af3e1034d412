# One address for devices, people and pipelines: what is below /api goes to the function apps, so that a new version of two
# takes over 10, 50 and then 100 percent of it; all else is the web app, which so asks its own origin.

locals {
  here = {
    for app, share in var.traffic : app => {
      host  = "${var.context.prefix}-func-${app}.azurewebsites.net"
      share = var.failed_over ? 0 : share
    }
  }
  elsewhere = var.standby_host == "" ? {} : {
    standby = {
      host  = var.standby_host
      share = var.failed_over ? 100 : 0
    }
  }
}

resource "azurerm_cdn_frontdoor_profile" "this" {
  name                     = "${var.context.prefix}-edge"
  resource_group_name      = var.context.resource_group_name
  tags                     = var.context.tags
  sku_name                 = "Standard_AzureFrontDoor"
  response_timeout_seconds = 60
}

resource "azurerm_cdn_frontdoor_endpoint" "api" {
  name                     = "${var.context.prefix}-api"
  tags                     = var.context.tags
  cdn_frontdoor_profile_id = azurerm_cdn_frontdoor_profile.this.id
}

resource "azurerm_cdn_frontdoor_origin_group" "api" {
  name                     = "api"
  cdn_frontdoor_profile_id = azurerm_cdn_frontdoor_profile.this.id
  session_affinity_enabled = false

  load_balancing {
    sample_size                 = 4
    successful_samples_required = 3
    # Far above what the two differ by: their weights decide, not their speed.
    additional_latency_in_milliseconds = 1000
  }

  health_probe {
    path                = "/api/health/live"
    protocol            = "Https"
    request_type        = "GET"
    interval_in_seconds = 30
  }
}

# Weights are 1 to 1000: an app that shall get nothing is switched off instead. Nothing goes to another region by itself, for
# what answers there first must be made to.
resource "azurerm_cdn_frontdoor_origin" "apps" {
  for_each = merge(local.here, local.elsewhere)

  name                           = each.key
  cdn_frontdoor_origin_group_id  = azurerm_cdn_frontdoor_origin_group.api.id
  host_name                      = each.value.host
  origin_host_header             = each.value.host
  http_port                      = 80
  https_port                     = 443
  priority                       = 1
  weight                         = max(1, each.value.share * 10)
  enabled                        = each.value.share > 0
  certificate_name_check_enabled = true
}

resource "azurerm_cdn_frontdoor_route" "api" {
  name                          = "api"
  cdn_frontdoor_endpoint_id     = azurerm_cdn_frontdoor_endpoint.api.id
  cdn_frontdoor_origin_group_id = azurerm_cdn_frontdoor_origin_group.api.id
  cdn_frontdoor_origin_ids      = [for origin in azurerm_cdn_frontdoor_origin.apps : origin.id]
  patterns_to_match             = ["/api/*"]
  supported_protocols           = ["Https"]
  forwarding_protocol           = "HttpsOnly"
  https_redirect_enabled        = false
  link_to_default_domain        = true
}

resource "azurerm_cdn_frontdoor_origin_group" "web" {
  name                     = "web"
  cdn_frontdoor_profile_id = azurerm_cdn_frontdoor_profile.this.id
  session_affinity_enabled = false

  load_balancing {
    sample_size                        = 4
    successful_samples_required        = 3
    additional_latency_in_milliseconds = 1000
  }
}

resource "azurerm_cdn_frontdoor_origin" "web" {
  name                           = "web"
  cdn_frontdoor_origin_group_id  = azurerm_cdn_frontdoor_origin_group.web.id
  host_name                      = var.web_host
  origin_host_header             = var.web_host
  http_port                      = 80
  https_port                     = 443
  priority                       = 1
  weight                         = 1000
  enabled                        = true
  certificate_name_check_enabled = true
}

# Browsers keep what never changes by themselves, so that nothing has to be thrown out of a cache here.
resource "azurerm_cdn_frontdoor_route" "web" {
  name                          = "web"
  cdn_frontdoor_endpoint_id     = azurerm_cdn_frontdoor_endpoint.api.id
  cdn_frontdoor_origin_group_id = azurerm_cdn_frontdoor_origin_group.web.id
  cdn_frontdoor_origin_ids      = [azurerm_cdn_frontdoor_origin.web.id]
  patterns_to_match             = ["/*"]
  supported_protocols           = ["Http", "Https"]
  forwarding_protocol           = "HttpsOnly"
  https_redirect_enabled        = true
  link_to_default_domain        = true
}

# Deployments move requests from one app to the other.
resource "azurerm_role_assignment" "deploy" {
  scope                = azurerm_cdn_frontdoor_profile.this.id
  principal_id         = var.deploy_principal_id
  principal_type       = "ServicePrincipal"
  role_definition_name = "CDN Profile Contributor"
}

resource "azurerm_monitor_diagnostic_setting" "profile" {
  name                       = "logs"
  target_resource_id         = azurerm_cdn_frontdoor_profile.this.id
  log_analytics_workspace_id = var.workspace_id

  enabled_log {
    category_group = "audit"
  }

  enabled_metric {
    category = "AllMetrics"
  }
}
