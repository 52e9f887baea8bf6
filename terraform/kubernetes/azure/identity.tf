# The service account's token is exchanged for the managed identity: no key, and no other pod gets it.

locals {
  resource_group_id = "/subscriptions/${var.subscription_id}/resourceGroups/${var.resource_group_name}"
  containers        = "${local.resource_group_id}/providers/Microsoft.Storage/storageAccounts/${var.storage_account_name}/blobServices/default/containers"
}

resource "azurerm_user_assigned_identity" "job" {
  name                = "${var.name}-job"
  resource_group_name = var.resource_group_name
  location            = var.region
  tags                = local.tags
}

resource "azurerm_federated_identity_credential" "job" {
  name                = "${var.namespace}-${var.service_account}"
  resource_group_name = var.resource_group_name
  parent_id           = azurerm_user_assigned_identity.job.id
  issuer              = azurerm_kubernetes_cluster.flink.oidc_issuer_url
  subject             = "system:serviceaccount:${var.namespace}:${var.service_account}"
  audience            = ["api://AzureADTokenExchange"]
}

resource "azurerm_role_assignment" "write_the_lake" {
  for_each = toset(["landing", "checkpoints"])

  scope                = "${local.containers}/${each.key}"
  role_definition_name = "Storage Blob Data Contributor"
  principal_id         = azurerm_user_assigned_identity.job.principal_id
  principal_type       = "ServicePrincipal"
}
