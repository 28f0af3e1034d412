output "app" {
  value = {
    id           = azurerm_user_assigned_identity.app.id
    name         = azurerm_user_assigned_identity.app.name
    client_id    = azurerm_user_assigned_identity.app.client_id
    principal_id = azurerm_user_assigned_identity.app.principal_id
  }
}

output "service" {
  value = {
    id           = azurerm_user_assigned_identity.service.id
    name         = azurerm_user_assigned_identity.service.name
    client_id    = azurerm_user_assigned_identity.service.client_id
    principal_id = azurerm_user_assigned_identity.service.principal_id
  }
}

output "deploy" {
  value = {
    id           = azurerm_user_assigned_identity.deploy.id
    name         = azurerm_user_assigned_identity.deploy.name
    client_id    = azurerm_user_assigned_identity.deploy.client_id
    principal_id = azurerm_user_assigned_identity.deploy.principal_id
  }
}

