data "azurerm_client_config" "deployer" {}

resource "azurerm_user_assigned_identity" "cluster" {
  name                = "${var.name}-cluster"
  resource_group_name = var.resource_group_name
  location            = var.region
  tags                = local.tags
}

resource "azurerm_user_assigned_identity" "nodes" {
  name                = "${var.name}-nodes"
  resource_group_name = var.resource_group_name
  location            = var.region
  tags                = local.tags
}

resource "azurerm_role_assignment" "cluster_gives_nodes_their_identity" {
  scope                = azurerm_user_assigned_identity.nodes.id
  role_definition_name = "Managed Identity Operator"
  principal_id         = azurerm_user_assigned_identity.cluster.principal_id
  principal_type       = "ServicePrincipal"
}

# In a subnet of yours the cluster must be allowed to join its nodes to it.
resource "azurerm_role_assignment" "cluster_uses_the_subnet" {
  count = var.subnet_id == null ? 0 : 1

  scope                = var.subnet_id
  role_definition_name = "Network Contributor"
  principal_id         = azurerm_user_assigned_identity.cluster.principal_id
  principal_type       = "ServicePrincipal"
}

resource "azurerm_kubernetes_cluster" "flink" {
  name                      = var.name
  resource_group_name       = var.resource_group_name
  location                  = var.region
  dns_prefix                = var.name
  kubernetes_version        = var.kubernetes_version
  sku_tier                  = "Free"
  automatic_upgrade_channel = "patch"
  node_os_upgrade_channel   = "NodeImage"
  private_cluster_enabled   = length(var.authorized_ranges) == 0
  local_account_disabled    = true # people come by Entra ID
  oidc_issuer_enabled       = true
  workload_identity_enabled = true
  tags                      = local.tags

  default_node_pool {
    name                        = "nodes"
    vm_size                     = var.node_type
    node_count                  = var.node_count
    vnet_subnet_id              = var.subnet_id
    temporary_name_for_rotation = "nodestmp"

    upgrade_settings {
      max_surge = "1"
    }
  }

  identity {
    type         = "UserAssigned"
    identity_ids = [azurerm_user_assigned_identity.cluster.id]
  }

  kubelet_identity {
    client_id                 = azurerm_user_assigned_identity.nodes.client_id
    object_id                 = azurerm_user_assigned_identity.nodes.principal_id
    user_assigned_identity_id = azurerm_user_assigned_identity.nodes.id
  }

  azure_active_directory_role_based_access_control {
    azure_rbac_enabled = true
    tenant_id          = data.azurerm_client_config.deployer.tenant_id
  }

  # With policies: the NetworkPolicy of deploy/flink-k8s would be ignored otherwise.
  network_profile {
    network_plugin      = "azure"
    network_plugin_mode = "overlay"
    network_data_plane  = "cilium"
    network_policy      = "cilium"
  }

  dynamic "api_server_access_profile" {
    for_each = length(var.authorized_ranges) > 0 ? [1] : []

    content {
      authorized_ip_ranges = var.authorized_ranges
    }
  }

  depends_on = [
    azurerm_role_assignment.cluster_gives_nodes_their_identity,
    azurerm_role_assignment.cluster_uses_the_subnet,
  ]
}

resource "azurerm_role_assignment" "deployer" {
  scope                = azurerm_kubernetes_cluster.flink.id
  role_definition_name = "Azure Kubernetes Service RBAC Cluster Admin"
  principal_id         = data.azurerm_client_config.deployer.object_id
}

resource "azurerm_role_assignment" "nodes_pull_images" {
  scope                = "${local.resource_group_id}/providers/Microsoft.ContainerRegistry/registries/${var.acr_name}"
  role_definition_name = "AcrPull"
  principal_id         = azurerm_user_assigned_identity.nodes.principal_id
  principal_type       = "ServicePrincipal"
}
