# Two accounts: what devices fetch by signed addresses, and what nobody outside ever sees.

locals {
  # What is copied between environments. Packages are each one's own; the logs of containers are appended to, which cannot be copied.
  copied_containers = ["manifests", "parked", "audit-anchors", "archive", "command-outputs"]
}

resource "azurerm_storage_account" "device" {
  name                = "${var.context.compact_prefix}device"
  location            = var.context.location
  resource_group_name = var.context.resource_group_name
  tags                = var.context.tags
  account_kind        = "StorageV2"
  account_tier        = "Standard"
  # Agents read from the second region when the first does not answer.
  account_replication_type        = "RAGZRS"
  access_tier                     = "Hot"
  min_tls_version                 = "TLS1_2"
  https_traffic_only_enabled      = true
  allow_nested_items_to_be_public = false
  shared_access_key_enabled       = false

  blob_properties {
    versioning_enabled  = true
    change_feed_enabled = var.replicable

    delete_retention_policy {
      days = 30
    }

    container_delete_retention_policy {
      days = 30
    }
  }
}

resource "azurerm_storage_container" "artifacts" {
  name                  = "artifacts"
  storage_account_id    = azurerm_storage_account.device.id
  container_access_type = "private"
}

resource "azurerm_storage_container" "exports" {
  name                  = "exports"
  storage_account_id    = azurerm_storage_account.device.id
  container_access_type = "private"
}

# The app deletes what tenants took along after seven days; what it forgot goes a day later.
resource "azurerm_storage_management_policy" "device" {
  storage_account_id = azurerm_storage_account.device.id

  rule {
    name    = "exports-go"
    enabled = true

    filters {
      blob_types   = ["blockBlob"]
      prefix_match = ["exports/"]
    }

    actions {
      base_blob {
        delete_after_days_since_modification_greater_than = 8
      }

      version {
        delete_after_days_since_creation = 8
      }
    }
  }
}

resource "azurerm_storage_account" "internal" {
  name                            = "${var.context.compact_prefix}internal"
  location                        = var.context.location
  resource_group_name             = var.context.resource_group_name
  tags                            = var.context.tags
  account_kind                    = "StorageV2"
  account_tier                    = split("_", var.internal_sku)[0]
  account_replication_type        = split("_", var.internal_sku)[1]
  access_tier                     = "Hot"
  min_tls_version                 = "TLS1_2"
  https_traffic_only_enabled      = true
  allow_nested_items_to_be_public = false
  shared_access_key_enabled       = false
  public_network_access_enabled   = !var.private_network

  blob_properties {
    versioning_enabled  = true
    change_feed_enabled = var.replicable

    delete_retention_policy {
      days = 30
    }

    container_delete_retention_policy {
      days = 30
    }
  }
}

resource "azurerm_storage_container" "internal" {
  for_each = toset(concat(var.packages, local.copied_containers, ["logs"]))

  name                  = each.key
  storage_account_id    = azurerm_storage_account.internal.id
  container_access_type = "private"
}

resource "azurerm_storage_management_policy" "internal" {
  storage_account_id = azurerm_storage_account.internal.id

  rule {
    name    = "archive-cools-down"
    enabled = true

    filters {
      blob_types   = ["blockBlob"]
      prefix_match = ["archive/"]
    }

    actions {
      base_blob {
        tier_to_cool_after_days_since_modification_greater_than = 30
        tier_to_cold_after_days_since_modification_greater_than = 90
      }
    }
  }

  rule {
    name    = "old-versions-go"
    enabled = true

    filters {
      blob_types = ["blockBlob"]
    }

    actions {
      version {
        delete_after_days_since_creation = 90
      }
    }
  }
}

# From the environment that serves to the one that stands by, where nobody else can write until the copying is ended.
resource "azurerm_storage_object_replication" "device" {
  count = var.copied_device_id == null ? 0 : 1

  source_storage_account_id      = var.copied_device_id
  destination_storage_account_id = azurerm_storage_account.device.id

  rules {
    source_container_name      = "artifacts"
    destination_container_name = azurerm_storage_container.artifacts.name
    # Also what was there before.
    copy_blobs_created_after = "Everything"
  }
}

resource "azurerm_storage_object_replication" "internal" {
  count = var.copied_internal_id == null ? 0 : 1

  source_storage_account_id      = var.copied_internal_id
  destination_storage_account_id = azurerm_storage_account.internal.id

  dynamic "rules" {
    for_each = local.copied_containers

    content {
      source_container_name      = rules.value
      destination_container_name = azurerm_storage_container.internal[rules.value].name
      copy_blobs_created_after   = "Everything"
    }
  }
}

# Owner, because the host's own leases and checkpoints ask for it.
resource "azurerm_role_assignment" "app_internal" {
  scope                = azurerm_storage_account.internal.id
  principal_id         = var.app_principal_id
  principal_type       = "ServicePrincipal"
  role_definition_name = "Storage Blob Data Owner"
}

resource "azurerm_role_assignment" "app_device" {
  for_each = toset(["Storage Blob Data Contributor", "Storage Blob Delegator"])

  scope                = azurerm_storage_account.device.id
  principal_id         = var.app_principal_id
  principal_type       = "ServicePrincipal"
  role_definition_name = each.key
}

resource "azurerm_role_assignment" "deploy_packages" {
  for_each = toset(var.packages)

  scope                = azurerm_storage_container.internal[each.key].id
  principal_id         = var.deploy_principal_id
  principal_type       = "ServicePrincipal"
  role_definition_name = "Storage Blob Data Contributor"
}

module "endpoint" {
  source = "../endpoint"
  count  = var.private_network ? 1 : 0

  context     = var.context
  name        = "${azurerm_storage_account.internal.name}-pe"
  subnet_id   = var.subnet_id
  target_id   = azurerm_storage_account.internal.id
  part        = "blob"
  dns_zone_id = var.dns_zone_id
}

resource "azurerm_monitor_diagnostic_setting" "device" {
  name                       = "logs"
  target_resource_id         = "${azurerm_storage_account.device.id}/blobServices/default"
  log_analytics_workspace_id = var.workspace_id

  enabled_log {
    category_group = "audit"
  }

  enabled_metric {
    category = "Transaction"
  }
}

resource "azurerm_monitor_diagnostic_setting" "internal" {
  name                       = "logs"
  target_resource_id         = "${azurerm_storage_account.internal.id}/blobServices/default"
  log_analytics_workspace_id = var.workspace_id

  enabled_log {
    category_group = "audit"
  }

  enabled_metric {
    category = "Transaction"
  }
}
