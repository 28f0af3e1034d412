# One environment of SignalBeam Edge in one resource group:
#   terraform apply -var-file environments/dev.tfvars ...
# The Bicep beside it makes the same; docs/azure.md says which part is where, and a test compares the two.

data "azurerm_client_config" "current" {}

data "azurerm_resource_group" "this" {
  name = var.resource_group_name
}

locals {
  prefix = "${var.product}-${var.environment}"
  context = {
    prefix              = local.prefix
    compact_prefix      = "${var.product}${var.environment}"
    location            = var.location
    resource_group_name = var.resource_group_name
    tags = {
      product     = var.product
      environment = var.environment
    }
  }
  endpoints = var.settings.private_network ? module.network[0] : null
  standby   = "${var.product}-standby"
  copied    = one(module.copied[*])
}

module "copied" {
  source           = "./modules/copied"
  count            = var.copies == "" ? 0 : 1
  prefix           = var.copies
  compact_prefix   = replace(var.copies, "-", "")
  app_principal_id = module.identities.app.principal_id
}

module "network" {
  source  = "./modules/network"
  count   = var.settings.private_network ? 1 : 0
  context = local.context
}

module "observability" {
  source            = "./modules/observability"
  context           = local.context
  resource_group_id = data.azurerm_resource_group.this.id
  retention_days    = var.settings.log_retention_days
  operator_email    = var.operator_email
  monthly_budget    = var.settings.monthly_budget
  budget_start      = var.budget_start
}

module "identities" {
  source      = "./modules/identities"
  context     = local.context
  environment = var.environment
  repository  = var.repository
}

module "vault" {
  source           = "./modules/vault"
  context          = local.context
  tenant_id        = data.azurerm_client_config.current.tenant_id
  private_network  = var.settings.private_network
  subnet_id        = try(local.endpoints.endpoint_subnet_id, null)
  dns_zone_id      = try(local.endpoints.vault_zone_id, null)
  workspace_id     = module.observability.workspace_id
  app_principal_id = module.identities.app.principal_id
  copied_vault_id  = try(local.copied.vault_id, null)
}

module "messaging" {
  source                   = "./modules/messaging"
  context                  = local.context
  resource_group_id        = data.azurerm_resource_group.this.id
  namespaces               = var.settings.event_hubs.namespaces
  hub_suffix               = var.environment == "standby" ? "-standby" : ""
  throughput_units         = var.settings.event_hubs.throughput_units
  maximum_throughput_units = var.settings.event_hubs.maximum_throughput_units
  telemetry_partitions     = var.settings.event_hubs.telemetry_partitions
  reports_partitions       = var.settings.event_hubs.reports_partitions
  vault_id                 = module.vault.id
  workspace_id             = module.observability.workspace_id
  app_principal_id         = module.identities.app.principal_id
}

module "database" {
  source                     = "./modules/database"
  context                    = local.context
  tenant_id                  = data.azurerm_client_config.current.tenant_id
  postgres                   = var.settings.postgres
  copied_server_id           = try(local.copied.server_id, null)
  private_network            = var.settings.private_network
  subnet_id                  = try(local.endpoints.endpoint_subnet_id, null)
  dns_zone_id                = try(local.endpoints.postgres_zone_id, null)
  workspace_id               = module.observability.workspace_id
  administrator_name         = module.identities.deploy.name
  administrator_principal_id = module.identities.deploy.principal_id
}

module "twins" {
  source           = "./modules/twins"
  context          = local.context
  cosmos           = var.settings.cosmos
  private_network  = var.settings.private_network
  subnet_id        = try(local.endpoints.endpoint_subnet_id, null)
  dns_zone_id      = try(local.endpoints.cosmos_zone_id, null)
  workspace_id     = module.observability.workspace_id
  app_principal_id = module.identities.app.principal_id
}

module "storage" {
  source       = "./modules/storage"
  context      = local.context
  internal_sku = var.settings.internal_storage_sku
  packages = concat(
    [for app in var.settings.apps : "packages-${app}"],
    [for number in range(2, var.settings.event_hubs.namespaces + 1) : "packages-ingest-${number}"],
  )
  private_network     = var.settings.private_network
  subnet_id           = try(local.endpoints.endpoint_subnet_id, null)
  dns_zone_id         = try(local.endpoints.blob_zone_id, null)
  workspace_id        = module.observability.workspace_id
  app_principal_id    = module.identities.app.principal_id
  deploy_principal_id = module.identities.deploy.principal_id
  replicable          = var.settings.standby || var.environment == "standby"
  copied_device_id    = try(local.copied.device_storage_id, null)
  copied_internal_id  = try(local.copied.internal_storage_id, null)
}

module "web" {
  source              = "./modules/web"
  context             = local.context
  web_sku             = var.settings.web_sku
  pub_sub_sku         = var.settings.pub_sub_sku
  deploy_principal_id = module.identities.deploy.principal_id
  workspace_id        = module.observability.workspace_id
  app_principal_id    = module.identities.app.principal_id
}

module "edge" {
  source              = "./modules/edge"
  count               = var.front_door_id == "" ? 1 : 0
  context             = local.context
  traffic             = { for app in var.settings.apps : app => app == "b" ? var.traffic_to_b : 100 - var.traffic_to_b }
  standby_host        = var.settings.standby ? "${local.standby}-func-a.azurewebsites.net" : ""
  failed_over         = var.failed_over
  web_host            = module.web.host
  deploy_principal_id = module.identities.deploy.principal_id
  workspace_id        = module.observability.workspace_id
}

module "compute" {
  source                 = "./modules/compute"
  context                = local.context
  apps                   = var.settings.apps
  active_app             = var.active_app
  maximum_instances      = var.settings.maximum_instances
  ingest_instances       = max(40, var.settings.event_hubs.telemetry_partitions + var.settings.event_hubs.reports_partitions)
  instances_always_ready = var.settings.instances_always_ready
  private_network        = var.settings.private_network
  subnet_id              = try(local.endpoints.functions_subnet_id, null)
  front_door_id          = try(module.edge[0].front_door_id, var.front_door_id)
  copied_vault_uri       = try(local.copied.vault_uri, null)
  workspace_id           = module.observability.workspace_id
  component              = module.observability.component
  app_identity           = module.identities.app
  service_identity       = module.identities.service
  deploy_principal_id    = module.identities.deploy.principal_id
  internal_storage       = module.storage.internal
  device_blob_endpoint   = module.storage.device_blob_endpoint
  namespaces             = module.messaging.namespaces
  cosmos_endpoint        = module.twins.endpoint
  vault_uri              = module.vault.uri
  postgres_host          = module.database.host
  postgres_read_host     = module.database.read_host
  postgres_pooled        = var.settings.postgres.pooled
  pub_sub_endpoint       = module.web.pub_sub_endpoint
  oidc_issuers = [for issuer in var.oidc_issuers : {
    issuer      = issuer.issuer
    audience    = issuer.audience
    tenantClaim = issuer.tenant_claim
    rolesClaim  = issuer.roles_claim
  }]
  platform_administrators = var.platform_administrators
}

module "delivery" {
  source            = "./modules/delivery"
  context           = local.context
  registry_sku      = var.settings.registry_sku
  resource_group_id = data.azurerm_resource_group.this.id
  private_network   = var.settings.private_network
  subnet_id         = try(local.endpoints.jobs_subnet_id, null)
  workspace_id      = module.observability.workspace_id
  postgres_host     = module.database.host
  deploy_identity   = module.identities.deploy
  app_identity      = module.identities.app
  service_identity  = module.identities.service
  further_logins    = var.settings.standby ? ["${local.standby}-app-id", "${local.standby}-service-id"] : []
}

module "alerts" {
  source          = "./modules/alerts"
  context         = local.context
  component_id    = module.observability.component.id
  action_group_id = module.observability.action_group_id
  database_id     = module.database.id
  stands_by       = var.copies != ""
  has_api         = var.front_door_id == ""
  api_host        = try(module.edge[0].host, "")
}
