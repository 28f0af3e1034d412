environment = "staging"
settings = {
  private_network        = false
  apps                   = ["a", "b"]
  standby                = false
  maximum_instances      = 40
  instances_always_ready = 1
  event_hubs = {
    namespaces               = 1
    throughput_units         = 1
    maximum_throughput_units = 4
    telemetry_partitions     = 8
    reports_partitions       = 4
  }
  postgres = {
    sku                  = "Standard_D2ds_v5"
    tier                 = "GeneralPurpose"
    storage_gb           = 128
    zone_redundant       = false
    geo_redundant_backup = true
    replica              = false
    pooled               = true
  }
  cosmos = {
    serverless         = false
    maximum_throughput = 1000
    secondary_location = ""
  }
  internal_storage_sku = "Standard_ZRS"
  web_sku              = "Standard"
  pub_sub_sku          = "Standard_S1"
  registry_sku         = "Standard"
  log_retention_days   = 30
  monthly_budget       = 800
}
