# Autopilot: Google keeps nodes, and bills what the pods ask for. Nodes have no public addresses; NAT leads out.
resource "google_container_cluster" "flink" {
  name                = var.name
  location            = var.region
  network             = var.network
  subnetwork          = var.subnetwork
  enable_autopilot    = true
  deletion_protection = false # it holds no data: checkpoints are in the bucket
  resource_labels     = local.labels

  private_cluster_config {
    enable_private_nodes    = true
    enable_private_endpoint = length(var.authorized_ranges) == 0
  }

  master_authorized_networks_config {
    gcp_public_cidrs_access_enabled = false

    dynamic "cidr_blocks" {
      for_each = var.authorized_ranges

      content {
        cidr_block = cidr_blocks.value
      }
    }
  }

  ip_allocation_policy {}

  release_channel {
    channel = "REGULAR"
  }

  cluster_autoscaling {
    auto_provisioning_defaults {
      service_account = google_service_account.nodes.email
      oauth_scopes    = ["https://www.googleapis.com/auth/cloud-platform"]
    }
  }

  depends_on = [google_project_service.needed, google_project_iam_member.nodes]
}

resource "google_compute_router" "out" {
  name    = "${var.name}-out"
  region  = var.region
  network = var.network

  depends_on = [google_project_service.needed]
}

resource "google_compute_router_nat" "out" {
  name                               = "${var.name}-out"
  router                             = google_compute_router.out.name
  region                             = var.region
  nat_ip_allocate_option             = "AUTO_ONLY"
  source_subnetwork_ip_ranges_to_nat = "ALL_SUBNETWORKS_ALL_IP_RANGES"
}

resource "google_service_account" "nodes" {
  account_id   = "${var.name}-nodes"
  display_name = "Nodes of ${var.name}: logs, metrics, images"

  depends_on = [google_project_service.needed]
}

resource "google_project_iam_member" "nodes" {
  project = var.project_id
  role    = "roles/container.defaultNodeServiceAccount"
  member  = google_service_account.nodes.member
}

resource "google_artifact_registry_repository_iam_member" "nodes_pull_images" {
  location   = var.region
  repository = var.repository_id
  role       = "roles/artifactregistry.reader"
  member     = google_service_account.nodes.member
}
