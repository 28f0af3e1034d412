# What devices send, spread over as many namespaces as it has connections for; leases say which device is where.

locals {
  numbers = range(1, var.namespaces + 1)
}

# The functions regenerate the policy's unused key every 90 days. No built-in role allows that and no more.
resource "azurerm_role_definition" "rotation" {
  name              = "${var.context.prefix}-publisher-key-rotation"
  description       = "Reads and regenerates the keys of an Event Hubs policy"
  scope             = var.resource_group_id
  assignable_scopes = [var.resource_group_id]

  permissions {
    actions = [
      "Microsoft.EventHub/namespaces/authorizationRules/read",
      "Microsoft.EventHub/namespaces/authorizationRules/listKeys/action",
      "Microsoft.EventHub/namespaces/authorizationRules/regenerateKeys/action",
    ]
  }
}

# Hubs are called otherwise in each: what was read of them is kept by hub and partition.
module "namespaces" {
  source   = "../namespace"
  for_each = { for number in local.numbers : tostring(number) => number == 1 ? "" : "-${number}" }

  context                  = var.context
  name                     = "${var.context.prefix}-events${each.value}"
  telemetry_hub            = "device-telemetry${var.hub_suffix}${each.value}"
  reports_hub              = "device-reports${var.hub_suffix}${each.value}"
  key_secret               = "eventhub-publisher-key${each.value}"
  throughput_units         = var.throughput_units
  maximum_throughput_units = var.maximum_throughput_units
  telemetry_partitions     = var.telemetry_partitions
  reports_partitions       = var.reports_partitions
  vault_id                 = var.vault_id
  workspace_id             = var.workspace_id
  app_principal_id         = var.app_principal_id
  rotation_role_id         = azurerm_role_definition.rotation.role_definition_resource_id
}
