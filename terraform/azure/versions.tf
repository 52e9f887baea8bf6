terraform {
  # 1.11 knows write-only arguments: the password of the database is in no state and in no plan of a resource
  required_version = ">= 1.11"

  required_providers {
    azurerm = {
      source  = "hashicorp/azurerm"
      version = "~> 4.55"
    }
  }
}

provider "azurerm" {
  subscription_id     = var.subscription_id
  storage_use_azuread = true # the account has no keys that are allowed

  features {
    storage {
      data_plane_available = false # everything here goes through the management API, so a firewall is no obstacle
    }

    key_vault {
      purge_soft_delete_on_destroy    = false
      recover_soft_deleted_key_vaults = true
      recover_soft_deleted_secrets    = true
    }
  }
}

locals {
  tags = merge({ application = var.name, managed-by = "terraform" }, var.tags)
}
