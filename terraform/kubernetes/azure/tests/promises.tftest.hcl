# What terraform/README.md promises of the cluster, asserted on what an apply against a mock gives.

mock_provider "azurerm" {
  mock_data "azurerm_client_config" {
    defaults = {
      tenant_id = "11111111-1111-1111-1111-111111111111"
      object_id = "22222222-2222-2222-2222-222222222222"
    }
  }
  mock_resource "azurerm_user_assigned_identity" {
    defaults = {
      id           = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/postgres-cdc/providers/Microsoft.ManagedIdentity/userAssignedIdentities/job"
      client_id    = "33333333-3333-3333-3333-333333333333"
      principal_id = "44444444-4444-4444-4444-444444444444"
    }
  }
  mock_resource "azurerm_kubernetes_cluster" {
    defaults = {
      id              = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/postgres-cdc/providers/Microsoft.ContainerService/managedClusters/postgres-cdc-flink"
      oidc_issuer_url = "https://eastus.oic.prod-aks.azure.com/1/2/"
    }
  }
}

variables {
  subscription_id      = "00000000-0000-0000-0000-000000000000"
  acr_name             = "examplecdcregistry"
  storage_account_name = "examplecdclake"
}

run "only_the_service_account_gets_the_identity" {
  assert {
    condition     = azurerm_federated_identity_credential.job.subject == "system:serviceaccount:cdc:cdc" && azurerm_federated_identity_credential.job.issuer == azurerm_kubernetes_cluster.flink.oidc_issuer_url
    error_message = "Only the one service account may take the identity."
  }
  assert {
    condition     = alltrue([for r in azurerm_role_assignment.write_the_lake : r.role_definition_name == "Storage Blob Data Contributor" && can(regex("/storageAccounts/examplecdclake/blobServices/default/containers/(landing|checkpoints)$", r.scope))])
    error_message = "The job may write its two containers only."
  }
  assert {
    condition     = azurerm_role_assignment.nodes_pull_images.role_definition_name == "AcrPull" && endswith(azurerm_role_assignment.nodes_pull_images.scope, "/registries/examplecdcregistry")
    error_message = "Nodes may only pull images."
  }
  assert {
    condition     = output.service_account_annotations == { "azure.workload.identity/client-id" = "33333333-3333-3333-3333-333333333333" } && output.pod_labels == { "azure.workload.identity/use" = "true" }
    error_message = "Annotation and label must hand over the identity."
  }
}

run "the_cluster_is_private" {
  assert {
    condition     = azurerm_kubernetes_cluster.flink.private_cluster_enabled && azurerm_kubernetes_cluster.flink.local_account_disabled
    error_message = "Without ranges the API must be private, and it takes no local accounts."
  }
  assert {
    condition     = azurerm_kubernetes_cluster.flink.oidc_issuer_enabled && azurerm_kubernetes_cluster.flink.workload_identity_enabled
    error_message = "Pods must get their identity by token."
  }
  assert {
    condition     = azurerm_kubernetes_cluster.flink.network_profile[0].network_policy == "cilium"
    error_message = "Network policies must count."
  }
}

run "the_api_is_open_to_the_ranges_alone" {
  variables {
    authorized_ranges = ["203.0.113.7/32"]
  }
  assert {
    condition     = !azurerm_kubernetes_cluster.flink.private_cluster_enabled && azurerm_kubernetes_cluster.flink.api_server_access_profile[0].authorized_ip_ranges == toset(["203.0.113.7/32"])
    error_message = "The API must be open to the ranges alone."
  }
}

run "the_whole_world_is_refused" {
  command = plan
  variables {
    authorized_ranges = ["0.0.0.0/0"]
  }
  expect_failures = [var.authorized_ranges]
}
