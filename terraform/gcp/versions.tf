terraform {
  # 1.11 knows write-only arguments: the password of the database is in no state and in no plan of a resource
  required_version = ">= 1.11"

  required_providers {
    google = {
      source  = "hashicorp/google"
      version = "~> 6.50"
    }
  }
}

provider "google" {
  project        = var.project_id
  region         = var.region
  default_labels = local.labels
}

locals {
  labels = merge({ application = var.name, managed-by = "terraform" }, var.tags)
}

resource "google_project_service" "needed" {
  for_each = toset(concat([
    "artifactregistry.googleapis.com",
    "iam.googleapis.com",
    "logging.googleapis.com",
    "monitoring.googleapis.com",
    "secretmanager.googleapis.com",
    "storage.googleapis.com",
    ],
    local.on_cloud_run ? ["run.googleapis.com"] : [],
    local.on_cloud_run && var.subnetwork == null ? [] : ["compute.googleapis.com"],
  ))

  service            = each.key
  disable_on_destroy = false # others in the project may use it
}
