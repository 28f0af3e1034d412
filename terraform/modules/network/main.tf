# What production keeps off the internet, and how the function apps reach it.

resource "azurerm_virtual_network" "this" {
  name                = "${var.context.prefix}-vnet"
  location            = var.context.location
  resource_group_name = var.context.resource_group_name
  tags                = var.context.tags
  address_space       = ["10.40.0.0/16"]
}

# Flex Consumption takes an address per instance: 200 of the API's and 40 for each of 19 further namespaces fit.
resource "azurerm_subnet" "delegated" {
  for_each = { functions = "10.40.4.0/22", jobs = "10.40.1.0/27" }

  name                 = each.key
  resource_group_name  = var.context.resource_group_name
  virtual_network_name = azurerm_virtual_network.this.name
  address_prefixes     = [each.value]

  delegation {
    name = "environments"

    service_delegation {
      name    = "Microsoft.App/environments"
      actions = ["Microsoft.Network/virtualNetworks/subnets/join/action"]
    }
  }
}

resource "azurerm_subnet" "endpoints" {
  name                              = "endpoints"
  resource_group_name               = var.context.resource_group_name
  virtual_network_name              = azurerm_virtual_network.this.name
  address_prefixes                  = ["10.40.2.0/26"]
  private_endpoint_network_policies = "Disabled"
}

resource "azurerm_private_dns_zone" "zones" {
  for_each = {
    postgres = "privatelink.postgres.database.azure.com"
    cosmos   = "privatelink.documents.azure.com"
    vault    = "privatelink.vaultcore.azure.net"
    blob     = "privatelink.blob.core.windows.net"
  }

  name                = each.value
  resource_group_name = var.context.resource_group_name
  tags                = var.context.tags
}

resource "azurerm_private_dns_zone_virtual_network_link" "links" {
  for_each = azurerm_private_dns_zone.zones

  name                  = azurerm_virtual_network.this.name
  resource_group_name   = var.context.resource_group_name
  private_dns_zone_name = each.value.name
  virtual_network_id    = azurerm_virtual_network.this.id
  registration_enabled  = false
}
