# By access policies rather than roles: a role takes minutes until it counts, and the secret is written at once.

data "azurerm_client_config" "deployer" {}

resource "azurerm_key_vault" "job" {
  name                       = coalesce(var.key_vault_name, "${substr(var.storage_account_name, 0, 21)}-kv")
  resource_group_name        = azurerm_resource_group.job.name
  location                   = azurerm_resource_group.job.location
  tenant_id                  = data.azurerm_client_config.deployer.tenant_id
  sku_name                   = "standard"
  rbac_authorization_enabled = false
  purge_protection_enabled   = true
  soft_delete_retention_days = 7
  tags                       = local.tags
}

resource "azurerm_key_vault_access_policy" "deployer" {
  key_vault_id       = azurerm_key_vault.job.id
  tenant_id          = data.azurerm_client_config.deployer.tenant_id
  object_id          = data.azurerm_client_config.deployer.object_id
  secret_permissions = ["Get", "Set", "Delete", "Recover"]
}

resource "azurerm_key_vault_access_policy" "job" {
  key_vault_id       = azurerm_key_vault.job.id
  tenant_id          = azurerm_user_assigned_identity.job.tenant_id
  object_id          = azurerm_user_assigned_identity.job.principal_id
  secret_permissions = ["Get"]
}

resource "azurerm_key_vault_secret" "pg_password" {
  name             = "pg-password"
  key_vault_id     = azurerm_key_vault.job.id
  value_wo         = var.pg_password # write-only: not in the state
  value_wo_version = var.pg_password_version
  content_type     = "password of ${var.pg_user} at ${var.pg_host}"
  tags             = local.tags

  depends_on = [azurerm_key_vault_access_policy.deployer]
}
