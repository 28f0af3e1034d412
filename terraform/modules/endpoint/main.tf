# A private endpoint with its name in the private zone.

resource "azurerm_private_endpoint" "this" {
  name                = var.name
  location            = var.context.location
  resource_group_name = var.context.resource_group_name
  tags                = var.context.tags
  subnet_id           = var.subnet_id

  private_service_connection {
    name                           = var.name
    private_connection_resource_id = var.target_id
    subresource_names              = [var.part]
    is_manual_connection           = false
  }

  private_dns_zone_group {
    name                 = "default"
    private_dns_zone_ids = [var.dns_zone_id]
  }
}
