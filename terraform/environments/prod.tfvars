environment = "prod"
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
