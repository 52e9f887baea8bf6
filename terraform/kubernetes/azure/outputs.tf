# The same names in terraform/kubernetes/aws, azure and gcp: what deploy/flink-k8s is given.

output "cluster_name" {
  description = "The cluster."
  value       = azurerm_kubernetes_cluster.flink.name
}

output "kubeconfig_command" {
  description = "Makes kubectl talk to the cluster."
  value       = "az aks get-credentials --resource-group ${var.resource_group_name} --name ${azurerm_kubernetes_cluster.flink.name} && kubelogin convert-kubeconfig --login azurecli"
}

output "namespace" {
  description = "Namespace of the pipeline."
  value       = var.namespace
}

output "service_account" {
  description = "The service account that may write the lake."
  value       = var.service_account
}

output "service_account_annotations" {
  description = "What the service account must be annotated with."
  value       = { "azure.workload.identity/client-id" = azurerm_user_assigned_identity.job.client_id }
}

output "pod_labels" {
  description = "Labels that the pods need for their identity."
  value       = { "azure.workload.identity/use" = "true" }
}

output "identity" {
  description = "Who the pipeline is at the store: the client id of its managed identity."
  value       = azurerm_user_assigned_identity.job.client_id
}

output "landing_uri" {
  description = "The directory that directly holds cdc.<schema>.<table>."
  value       = "abfss://landing@${var.storage_account_name}.dfs.core.windows.net/cdc"
}

output "checkpoint_uri" {
  description = "The directory of the checkpoints; savepoints and high availability go beside them."
  value       = "abfss://checkpoints@${var.storage_account_name}.dfs.core.windows.net/cdc"
}
