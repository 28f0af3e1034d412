terraform {
  required_version = ">= 1.9"

  required_providers {
    azurerm = {
      source  = "hashicorp/azurerm"
      version = "~> 4.40"
    }
  }

  # Where the state lies is said at the start: terraform init -backend-config=... (docs/azure.md).
  backend "azurerm" {
    use_azuread_auth = true
  }
}

provider "azurerm" {
  # Neither accounts nor vaults are reached with keys.
  storage_use_azuread = true

  features {
    key_vault {
      purge_soft_delete_on_destroy = false
    }
  }
}
