environment = "dev"
settings = {
  private_network        = false
  apps                   = ["a"]
  standby                = false
  maximum_instances      = 40
  instances_always_ready = 0
  event_hubs = {
    namespaces               = 1
    throughput_units         = 1
    maximum_throughput_units = 2
    telemetry_partitions     = 4
    reports_partitions       = 2
  }
  postgres = {
    sku                  = "Standard_B2s"
    tier                 = "Burstable"
    storage_gb           = 32
    zone_redundant       = false
    geo_redundant_backup = false
    replica              = false
    pooled               = false
  }
  cosmos = {
    serverless         = true
    maximum_throughput = 0
    secondary_location = ""
  }
  internal_storage_sku = "Standard_LRS"
  web_sku              = "Free"
  pub_sub_sku          = "Free_F1"
  registry_sku         = "Basic"
  log_retention_days   = 30
  monthly_budget       = 200
}
