# The function apps. All hold the same code. Of a and b one runs Event Hubs triggers and timers; each further namespace of
# Event Hubs is read by an app of its own, which does nothing else.

locals {
  # Every function that is not asked over HTTP; a test of the functions keeps the list complete.
  triggers = jsondecode(file("${path.module}/../../../functions/triggers.json"))

  # PgBouncer pools by the transaction, where prepared statements of one client would be met by another.
  postgres_port    = var.postgres_pooled ? "6432" : "5432"
  postgres_options = "sslmode=require&prepareThreshold=0&authenticationPluginClassName=com.azure.identity.extensions.jdbc.postgresql.AzurePostgresqlAuthenticationPlugin&azure.managedIdentityEnabled=true"
  app_login        = "user=${var.app_identity.name}&azure.clientId=${var.app_identity.client_id}"
  service_login    = "user=${var.service_identity.name}&azure.clientId=${var.service_identity.client_id}"
  database         = "jdbc:postgresql://${var.postgres_host}:${local.postgres_port}/signalbeam"

  common_settings = {
    APPLICATIONINSIGHTS_CONNECTION_STRING     = var.component.connection_string
    APPLICATIONINSIGHTS_AUTHENTICATION_STRING = "Authorization=AAD;ClientId=${var.app_identity.client_id}"
    APPLICATIONINSIGHTS_ENABLE_AGENT          = "true"
    AzureWebJobsStorage__accountName          = var.internal_storage.name
    AzureWebJobsStorage__credential           = "managedidentity"
    AzureWebJobsStorage__clientId             = var.app_identity.client_id
    AZURE_CLIENT_ID                           = var.app_identity.client_id
    AZURE_TOKEN_CREDENTIALS                   = "ManagedIdentityCredential"
    EventHubConnection__credential            = "managedidentity"
    EventHubConnection__clientId              = var.app_identity.client_id
    BlobConnection__serviceUri                = var.internal_storage.blob_endpoint
    ArtifactBlobConnection__serviceUri        = var.device_blob_endpoint
    CosmosConnection__accountEndpoint         = var.cosmos_endpoint
    KeyVaultUri                               = var.vault_uri
    PubSubConnection__serviceUri              = var.pub_sub_endpoint
    PostgresUrl                               = "${local.database}?${local.app_login}&${local.postgres_options}"
    PostgresServiceUrl                        = "${local.database}?${local.service_login}&${local.postgres_options}"
    SIGNALBEAM_OIDC_ISSUERS                   = jsonencode(var.oidc_issuers)
    SIGNALBEAM_PLATFORM_ADMINS                = join(",", var.platform_administrators)
    SIGNALBEAM_PROXIES                        = "1"
  }

  replica_settings = var.postgres_read_host == "" ? {} : {
    PostgresReadUrl = "jdbc:postgresql://${var.postgres_read_host}:${local.postgres_port}/signalbeam?${local.app_login}&${local.postgres_options}"
  }

  # What leases and the rotation of keys know of the namespaces; whoever only reads one needs none of it.
  further = slice(var.namespaces, 1, length(var.namespaces))
  lease_settings = merge(
    { SIGNALBEAM_EVENTHUB_POLICY = var.namespaces[0].policy },
    length(local.further) > 0 ? { SIGNALBEAM_EVENTHUB_NAMESPACES = jsonencode(local.further) } : {},
  )

  # Where an environment stands by only secrets are copied.
  stands_by        = var.copied_vault_uri != null
  idle             = [for name in local.triggers : name if name != "copy-secrets"]
  standby_settings = local.stands_by ? { SIGNALBEAM_PRIMARY_VAULT = var.copied_vault_uri } : {}

  serving = {
    for app in var.apps : app => {
      name      = "${var.context.prefix}-func-${app}"
      plan      = "${var.context.prefix}-plan-${app}"
      namespace = var.namespaces[0]
      instances = var.maximum_instances
      ready     = var.instances_always_ready
      let_in    = [var.front_door_id]
      settings  = merge(local.lease_settings, local.standby_settings)
      disabled  = app != var.active_app ? local.triggers : local.stands_by ? local.idle : []
    }
  }

  ingesting = {
    for i, namespace in local.further : "ingest-${i + 2}" => {
      name      = "${var.context.prefix}-ingest-${i + 2}"
      plan      = "${var.context.prefix}-ingest-plan-${i + 2}"
      namespace = namespace
      instances = var.ingest_instances
      ready     = 0
      let_in    = []
      settings  = {}
      disabled  = [for name in local.triggers : name if local.stands_by || !contains(["ingest-telemetry", "ingest-reports"], name)]
    }
  }

  function_apps = merge(local.serving, local.ingesting)
}

resource "azurerm_service_plan" "plans" {
  for_each = local.function_apps

  name                = each.value.plan
  location            = var.context.location
  resource_group_name = var.context.resource_group_name
  tags                = var.context.tags
  os_type             = "Linux"
  sku_name            = "FC1"
}

resource "azurerm_function_app_flex_consumption" "apps" {
  for_each = local.function_apps

  name                      = each.value.name
  location                  = var.context.location
  resource_group_name       = var.context.resource_group_name
  tags                      = var.context.tags
  service_plan_id           = azurerm_service_plan.plans[each.key].id
  https_only                = true
  virtual_network_subnet_id = var.private_network ? var.subnet_id : null

  runtime_name           = "java"
  runtime_version        = "21"
  instance_memory_in_mb  = 2048
  maximum_instance_count = each.value.instances

  storage_container_type            = "blobContainer"
  storage_container_endpoint        = "${var.internal_storage.blob_endpoint}packages-${each.key}"
  storage_authentication_type       = "UserAssignedIdentity"
  storage_user_assigned_identity_id = var.app_identity.id

  webdeploy_publish_basic_authentication_enabled = false

  identity {
    type         = "UserAssigned"
    identity_ids = [var.app_identity.id, var.service_identity.id]
  }

  dynamic "always_ready" {
    for_each = each.value.ready > 0 ? [each.value.ready] : []

    content {
      name           = "http"
      instance_count = always_ready.value
    }
  }

  app_settings = merge(
    local.common_settings,
    local.replica_settings,
    each.value.settings,
    {
      EventHubConnection__fullyQualifiedNamespace = each.value.namespace.namespace
      SIGNALBEAM_TELEMETRY_HUB                    = each.value.namespace.telemetryHub
      SIGNALBEAM_REPORTS_HUB                      = each.value.namespace.reportsHub
    },
    { for name in each.value.disabled : "AzureWebJobs.${name}.Disabled" => "true" },
  )

  site_config {
    minimum_tls_version           = "1.2"
    http2_enabled                 = true
    ip_restriction_default_action = "Deny"

    # Of all the Front Doors in the world only ours.
    dynamic "ip_restriction" {
      for_each = each.value.let_in

      content {
        name        = "edge"
        action      = "Allow"
        priority    = 100
        service_tag = "AzureFrontDoor.Backend"

        headers {
          x_azure_fdid = [ip_restriction.value]
        }
      }
    }
  }
}

resource "azurerm_role_assignment" "deploy" {
  for_each = azurerm_function_app_flex_consumption.apps

  scope                = each.value.id
  principal_id         = var.deploy_principal_id
  principal_type       = "ServicePrincipal"
  role_definition_name = "Website Contributor"
}

resource "azurerm_role_assignment" "telemetry" {
  scope                = var.component.id
  principal_id         = var.app_identity.principal_id
  principal_type       = "ServicePrincipal"
  role_definition_name = "Monitoring Metrics Publisher"
}

resource "azurerm_monitor_diagnostic_setting" "apps" {
  for_each = azurerm_function_app_flex_consumption.apps

  name                       = "logs"
  target_resource_id         = each.value.id
  log_analytics_workspace_id = var.workspace_id

  enabled_log {
    category = "FunctionAppLogs"
  }

  enabled_metric {
    category = "AllMetrics"
  }
}
