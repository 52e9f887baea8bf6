terraform {
  required_version = ">= 1.11"

  required_providers {
    azurerm = {
      source  = "hashicorp/azurerm"
      version = "~> 4.55"
    }
  }
}

provider "azurerm" {
  subscription_id = var.subscription_id

  features {}
}

locals {
  tags = merge({ application = var.name, managed-by = "terraform" }, var.tags)
}
