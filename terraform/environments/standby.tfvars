# Stands by in another region for prod. What it is while it serves: its settings apply as soon as it copies no more.
environment = "standby"
settings = {
  private_network        = true
  apps                   = ["a"]
  standby                = false
  maximum_instances      = 200
  instances_always_ready = 0
  event_hubs = {
    namespaces               = 2
    throughput_units         = 1
    maximum_throughput_units = 20
    telemetry_partitions     = 32
    reports_partitions       = 8
  }
  postgres = {
    sku                  = "Standard_D4ds_v5"
    tier                 = "GeneralPurpose"
    storage_gb           = 512
    zone_redundant       = false
    geo_redundant_backup = false
    replica              = false
    pooled               = true
  }
  cosmos = {
    serverless         = false
    maximum_throughput = 4000
    secondary_location = ""
  }
  internal_storage_sku = "Standard_ZRS"
  web_sku              = "Free"
  pub_sub_sku          = "Standard_S1"
  registry_sku         = "Standard"
  log_retention_days   = 30
  monthly_budget       = 1000
}
