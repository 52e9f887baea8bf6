# The same names in terraform/aws, terraform/azure and terraform/gcp, then what only this cloud has.

output "region" {
  description = "The region of everything here."
  value       = var.region
}

output "landing_uri" {
  description = "The directory that directly holds cdc.<schema>.<table>."
  value       = local.landing_uri
}

output "checkpoint_uri" {
  description = "The directory of the checkpoints."
  value       = local.checkpoint_uri
}

output "image_repository" {
  description = "Where to push the image, without a tag."
  value       = local.image_repository
}

output "image" {
  description = "The image that runs."
  value       = local.image
}

output "service_name" {
  description = "The container app that runs the job."
  value       = var.name
}

output "identity" {
  description = "Who the job is at the store: the client id of its managed identity."
  value       = azurerm_user_assigned_identity.job.client_id
}

output "pg_password_secret" {
  description = "Where the password is kept: the id of the secret, without a version."
  value       = azurerm_key_vault_secret.pg_password.versionless_id
}

output "logs_command" {
  description = "Shows the job's log."
  value       = "az containerapp logs show --resource-group ${azurerm_resource_group.job.name} --name ${var.name} --tail 100 --follow"
}

output "status_command" {
  description = "Shows whether the job runs."
  value       = "az containerapp revision list --resource-group ${azurerm_resource_group.job.name} --name ${var.name} --query '[].{revision:name,active:properties.active,state:properties.runningState,health:properties.healthState,replicas:properties.replicas}' --output table"
}

output "databricks_external_location" {
  description = "What Databricks needs for an external location: the URL, and the identity that may read it (null until databricks_reader is set)."
  value = {
    url        = local.landing_uri
    credential = var.databricks_reader
  }
}

output "resource_group_name" {
  description = "The resource group of all of it."
  value       = azurerm_resource_group.job.name
}

output "acr_name" {
  description = "The container registry."
  value       = azurerm_container_registry.job.name
}

output "storage_account_name" {
  description = "The storage account of landing and checkpoints."
  value       = azurerm_storage_account.lake.name
}

output "key_vault_name" {
  description = "The key vault of the password."
  value       = azurerm_key_vault.job.name
}

output "log_analytics_workspace_id" {
  description = "The workspace of the log, for queries."
  value       = azurerm_log_analytics_workspace.job.workspace_id
}
