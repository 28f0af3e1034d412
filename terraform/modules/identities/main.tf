# Three identities, so that none can do what it need not.

# What the functions are to every service, and the database login that sees one tenant at a time.
resource "azurerm_user_assigned_identity" "app" {
  name                = "${var.context.prefix}-app-id"
  location            = var.context.location
  resource_group_name = var.context.resource_group_name
  tags                = var.context.tags
}

# Only a database login: for triggers, which serve all tenants.
resource "azurerm_user_assigned_identity" "service" {
  name                = "${var.context.prefix}-service-id"
  location            = var.context.location
  resource_group_name = var.context.resource_group_name
  tags                = var.context.tags
}

# Puts new versions in place and migrates the database; GitHub signs in as it without a secret.
resource "azurerm_user_assigned_identity" "deploy" {
  name                = "${var.context.prefix}-deploy-id"
  location            = var.context.location
  resource_group_name = var.context.resource_group_name
  tags                = var.context.tags
}

resource "azurerm_federated_identity_credential" "github" {
  name                      = "github"
  user_assigned_identity_id = azurerm_user_assigned_identity.deploy.id
  issuer                    = "https://token.actions.githubusercontent.com"
  subject                   = "repo:${var.repository}:environment:${var.environment}"
  audience                  = ["api://AzureADTokenExchange"]
}
