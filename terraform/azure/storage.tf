locals {
  landing_uri    = "abfss://${azurerm_storage_container.lake["landing"].name}@${azurerm_storage_account.lake.name}.dfs.core.windows.net/cdc"
  checkpoint_uri = "abfss://${azurerm_storage_container.lake["checkpoints"].name}@${azurerm_storage_account.lake.name}.dfs.core.windows.net/cdc"

  # By their full names: a role is given on one container, not on the account.
  container_ids = {
    for name, container in azurerm_storage_container.lake :
    name => "${azurerm_storage_account.lake.id}/blobServices/default/containers/${container.name}"
  }

  storage_subnets = concat(var.subnet_id[*], var.allowed_subnet_ids)
  storage_closed  = length(local.storage_subnets) + length(var.allowed_ips) > 0
}

resource "azurerm_resource_group" "job" {
  name     = var.resource_group_name
  location = var.region
  tags     = local.tags
}

# With a hierarchical namespace, since a part becomes visible by a rename. There are no versions in such an account;
# soft delete undoes a deletion by mistake. Azure always encrypts what lies there.
resource "azurerm_storage_account" "lake" {
  name                             = var.storage_account_name
  resource_group_name              = azurerm_resource_group.job.name
  location                         = azurerm_resource_group.job.location
  account_kind                     = "StorageV2"
  account_tier                     = "Standard"
  account_replication_type         = var.storage_replication
  access_tier                      = "Hot"
  is_hns_enabled                   = true
  https_traffic_only_enabled       = true
  min_tls_version                  = "TLS1_2"
  allow_nested_items_to_be_public  = false
  cross_tenant_replication_enabled = false
  shared_access_key_enabled        = false # identities only
  default_to_oauth_authentication  = true
  local_user_enabled               = false
  sftp_enabled                     = false
  tags                             = local.tags

  blob_properties {
    delete_retention_policy {
      days = 7
    }

    container_delete_retention_policy {
      days = 7
    }
  }

  network_rules {
    default_action             = local.storage_closed ? "Deny" : "Allow"
    bypass                     = ["AzureServices"]
    virtual_network_subnet_ids = local.storage_subnets
    ip_rules                   = var.allowed_ips
  }
}

resource "azurerm_storage_container" "lake" {
  for_each = toset(["landing", "checkpoints"])

  name                  = each.key
  storage_account_id    = azurerm_storage_account.lake.id
  container_access_type = "private"
}

# Both rules name the landing: the newest checkpoint refers to files that may be old. What failed attempts left lies
# beside the parts under names that a rule cannot tell from theirs; `cdc landing orphans` can.
resource "azurerm_storage_management_policy" "lake" {
  count = var.landing_cool_after_days == null && var.landing_expire_after_days == null ? 0 : 1

  storage_account_id = azurerm_storage_account.lake.id

  rule {
    name    = "age-of-the-landing"
    enabled = true

    filters {
      blob_types   = ["blockBlob"]
      prefix_match = ["${azurerm_storage_container.lake["landing"].name}/"]
    }

    actions {
      base_blob {
        tier_to_cool_after_days_since_modification_greater_than = var.landing_cool_after_days
        delete_after_days_since_modification_greater_than       = var.landing_expire_after_days
      }
    }
  }
}
