# One identity without a key, for the image, the password and the lake.

resource "azurerm_user_assigned_identity" "job" {
  name                = "${var.name}-job"
  resource_group_name = azurerm_resource_group.job.name
  location            = azurerm_resource_group.job.location
  tags                = local.tags
}

resource "azurerm_role_assignment" "pull_the_image" {
  scope                = azurerm_container_registry.job.id
  role_definition_name = "AcrPull"
  principal_id         = azurerm_user_assigned_identity.job.principal_id
  principal_type       = "ServicePrincipal"
}

resource "azurerm_role_assignment" "write_the_lake" {
  for_each = local.container_ids

  scope                = each.value
  role_definition_name = "Storage Blob Data Contributor"
  principal_id         = azurerm_user_assigned_identity.job.principal_id
  principal_type       = "ServicePrincipal"
}

resource "azurerm_role_assignment" "databricks_reads_the_landing" {
  count = var.databricks_reader == null ? 0 : 1

  scope                = local.container_ids["landing"]
  role_definition_name = "Storage Blob Data Reader"
  principal_id         = var.databricks_reader
  principal_type       = "ServicePrincipal"
}
