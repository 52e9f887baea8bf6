# What only this cloud asks for.

variable "region" {
  description = "The Azure region, such as eastus. The one of the database: data that crosses regions is billed."
  type        = string
  default     = "eastus"
}

variable "subscription_id" {
  description = "The subscription. null: that of the environment variable ARM_SUBSCRIPTION_ID."
  type        = string
  default     = null
}

variable "resource_group_name" {
  description = "Name of the resource group to create for all of it."
  type        = string
  default     = "postgres-cdc"

  validation {
    condition     = can(regex("^[A-Za-z0-9._()-]{0,89}[A-Za-z0-9_()-]$", var.resource_group_name))
    error_message = "resource_group_name must be at most 90 letters, digits, . _ ( ) and -, and not end with a dot."
  }
}

variable "acr_name" {
  description = "Name of the container registry to create. Unique in the world."
  type        = string

  validation {
    condition     = can(regex("^[a-zA-Z0-9]{5,50}$", var.acr_name))
    error_message = "acr_name must be 5 to 50 letters and digits."
  }
}

variable "storage_account_name" {
  description = "Name of the storage account to create for landing and checkpoints. Unique in the world."
  type        = string

  validation {
    condition     = can(regex("^[a-z0-9]{3,24}$", var.storage_account_name))
    error_message = "storage_account_name must be 3 to 24 of a-z and 0-9."
  }
}

variable "key_vault_name" {
  description = "Name of the key vault to create. Unique in the world. null: the storage account's name with -kv."
  type        = string
  default     = null

  validation {
    condition     = var.key_vault_name == null ? true : can(regex("^[a-zA-Z][a-zA-Z0-9-]{1,22}[a-zA-Z0-9]$", var.key_vault_name))
    error_message = "key_vault_name must be 3 to 24 letters, digits and hyphens, and begin with a letter."
  }
}

variable "storage_replication" {
  description = "How many copies the store keeps and where: LRS (one zone), ZRS (three zones), GRS or GZRS (another region too)."
  type        = string
  default     = "LRS"

  validation {
    condition     = contains(["LRS", "ZRS", "GRS", "GZRS"], var.storage_replication)
    error_message = "storage_replication must be LRS, ZRS, GRS or GZRS."
  }
}

variable "subnet_id" {
  description = "A subnet of yours, /27 or larger, delegated to Microsoft.App/environments, with the service endpoint Microsoft.Storage, from which PostgreSQL can be reached. null: the job runs in a network of Azure's own, and reaches PostgreSQL by a public address."
  type        = string
  default     = null
}

variable "allowed_subnet_ids" {
  description = "More subnets from which the storage account may be reached, such as those of Databricks. With these, subnet_id or allowed_ips, everything else is refused; without, the identity alone decides."
  type        = list(string)
  default     = []
}

variable "allowed_ips" {
  description = "Public addresses or ranges from which the storage account may be reached."
  type        = list(string)
  default     = []
}
