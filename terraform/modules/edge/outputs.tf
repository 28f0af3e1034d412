output "host" {
  value = azurerm_cdn_frontdoor_endpoint.api.host_name
}

output "front_door_id" {
  value = azurerm_cdn_frontdoor_profile.this.resource_guid
}
