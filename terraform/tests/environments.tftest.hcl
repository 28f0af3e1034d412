# What an environment promises, evaluated without a cloud.

mock_provider "azurerm" {}

variables {
  environment         = "prod"
  location            = "westeurope"
  resource_group_name = "signalbeam-test"
  operator_email      = "operators@example.com"
  repository          = "example/signalbeam-edge"
  budget_start        = "2026-11-01"
  oidc_issuers = [{
    issuer       = "https://issuer.example.com"
    audience     = "api://signalbeam"
    tenant_claim = "tid"
    roles_claim  = "roles"
  }]
  settings = {
    private_network        = true
    apps                   = ["a", "b"]
    standby                = true
    maximum_instances      = 200
    instances_always_ready = 2
    event_hubs = {
      namespaces               = 2
      throughput_units         = 4
      maximum_throughput_units = 20
      telemetry_partitions     = 32
      reports_partitions       = 8
    }
    postgres = {
      sku                  = "Standard_D4ds_v5"
      tier                 = "GeneralPurpose"
      storage_gb           = 512
      zone_redundant       = true
      geo_redundant_backup = true
      replica              = true
      pooled               = true
    }
    cosmos = {
      serverless         = false
      maximum_throughput = 4000
      secondary_location = "northeurope"
    }
    internal_storage_sku = "Standard_GZRS"
    web_sku              = "Standard"
    pub_sub_sku          = "Standard_S1"
    registry_sku         = "Premium"
    log_retention_days   = 90
    monthly_budget       = 3000
  }
}

run "two_apps_and_the_web_app_stand_behind_one_address" {
  command = plan

  override_resource {
    target          = module.edge[0].azurerm_cdn_frontdoor_endpoint.api
    override_during = plan
    values = {
      host_name = "fleet.example.com"
    }
  }

  assert {
    condition     = output.host == "fleet.example.com"
    error_message = "devices and people must not depend on one of the apps"
  }

  assert {
    condition = [for n in module.messaging.namespaces : n.telemetryHub] == ["device-telemetry", "device-telemetry-2"] && (
      module.compute.ingest_apps == { ingest-2 = "signalbeam-prod-ingest-2" }
    )
    error_message = "the second namespace has hubs of other names, and an app that reads them"
  }
}

run "one_app_stands_there_too" {
  command = plan

  variables {
    environment = "dev"
    settings = {
      private_network        = false
      apps                   = ["a"]
      standby                = false
      maximum_instances      = 40
      instances_always_ready = 0
      event_hubs             = { namespaces = 1, throughput_units = 1, maximum_throughput_units = 2, telemetry_partitions = 4, reports_partitions = 2 }
      postgres               = { sku = "Standard_B2s", tier = "Burstable", storage_gb = 32, zone_redundant = false, geo_redundant_backup = false, replica = false, pooled = false }
      cosmos                 = { serverless = true, maximum_throughput = 0, secondary_location = "" }
      internal_storage_sku   = "Standard_LRS"
      web_sku                = "Free"
      pub_sub_sku            = "Free_F1"
      registry_sku           = "Basic"
      log_retention_days     = 30
      monthly_budget         = 200
    }
  }

  override_resource {
    target          = module.edge[0].azurerm_cdn_frontdoor_endpoint.api
    override_during = plan
    values = {
      host_name = "dev.example.com"
    }
  }

  assert {
    condition     = output.host == "dev.example.com"
    error_message = "the web app asks its own origin for the API, in each environment"
  }

  assert {
    condition     = length(module.messaging.namespaces) == 1 && length(module.compute.ingest_apps) == 0
    error_message = "one namespace is read by the app that serves"
  }
}

run "what_stands_by_copies_and_does_nothing_else" {
  command = plan

  variables {
    environment   = "standby"
    copies        = "signalbeam-prod"
    front_door_id = "front-door-of-prod"
  }

  override_data {
    target          = module.copied[0].data.azurerm_postgresql_flexible_server.this
    override_during = plan
    values = {
      id = "/subscriptions/s/resourceGroups/signalbeam-prod/providers/Microsoft.DBforPostgreSQL/flexibleServers/signalbeam-prod-pg"
    }
  }

  assert {
    condition     = join(",", flatten(values(module.compute.running))) == "copy-secrets"
    error_message = "a trigger would write what production writes"
  }

  assert {
    condition     = length(module.edge) == 0 && join(",", module.messaging.namespaces[*].telemetryHub) == "device-telemetry-standby,device-telemetry-standby-2"
    error_message = "it stands behind production's Front Door, and its hubs are not taken for production's"
  }
}

run "what_stood_by_serves" {
  command = plan

  variables {
    environment   = "standby"
    front_door_id = "front-door-of-prod"
  }

  assert {
    condition     = length(module.compute.running.a) > 20 && contains(module.compute.running.ingest-2, "ingest-telemetry")
    error_message = "triggers and timers run where requests go"
  }
}

run "nobody_stands_by_for_itself" {
  command = plan

  variables {
    copies = "signalbeam-prod"
  }

  expect_failures = [var.copies]
}

run "an_unknown_environment_is_refused" {
  command = plan

  variables {
    environment = "production"
  }

  expect_failures = [var.environment]
}

run "more_than_all_the_traffic_is_refused" {
  command = plan

  variables {
    traffic_to_b = 101
  }

  expect_failures = [var.traffic_to_b]
}

run "nobody_could_sign_in_without_an_issuer" {
  command = plan

  variables {
    oidc_issuers = []
  }

  expect_failures = [var.oidc_issuers]
}

run "a_fleet_without_a_namespace_is_refused" {
  command = plan

  variables {
    settings = {
      private_network        = false
      apps                   = ["a"]
      standby                = false
      maximum_instances      = 40
      instances_always_ready = 0
      event_hubs             = { namespaces = 0, throughput_units = 1, maximum_throughput_units = 2, telemetry_partitions = 4, reports_partitions = 2 }
      postgres               = { sku = "Standard_B2s", tier = "Burstable", storage_gb = 32, zone_redundant = false, geo_redundant_backup = false, replica = false, pooled = false }
      cosmos                 = { serverless = true, maximum_throughput = 0, secondary_location = "" }
      internal_storage_sku   = "Standard_LRS"
      web_sku                = "Free"
      pub_sub_sku            = "Free_F1"
      registry_sku           = "Basic"
      log_retention_days     = 30
      monthly_budget         = 200
    }
  }

  expect_failures = [var.settings]
}
