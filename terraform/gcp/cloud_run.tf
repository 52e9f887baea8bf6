# Below one vCPU Cloud Run cannot keep the processor on between requests, and this job has none. Its file system is
# memory, so there is more of it than elsewhere.

locals {
  cloud_run_sizes = {
    small  = { cpu = "1", memory = "1Gi" }
    medium = { cpu = "1", memory = "2Gi" }
    large  = { cpu = "2", memory = "4Gi" }
  }
}

# One instance. At a deployment the new one starts beside the old one, which ends when all traffic is the new one's.
# The new one lives but is not ready until it has the lease, which the old one holds: so both probes ask whether it
# lives. With /health/ready the deployment would never end.
resource "google_cloud_run_v2_service" "job" {
  count = local.on_cloud_run && var.run ? 1 : 0

  name                = var.name
  location            = var.region
  description         = "Changes of ${var.pg_database} at ${var.pg_host} to ${local.landing_uri}"
  ingress             = "INGRESS_TRAFFIC_INTERNAL_ONLY" # and nobody has the right to call it
  deletion_protection = false                           # it holds no data
  labels              = local.labels

  template {
    service_account       = google_service_account.job.email
    execution_environment = "EXECUTION_ENVIRONMENT_GEN2"
    labels                = local.labels

    scaling {
      min_instance_count = 1
      max_instance_count = 1
    }

    containers {
      image = local.image

      ports {
        container_port = 8080
      }

      resources {
        cpu_idle = false # the processor is always on
        limits   = local.cloud_run_sizes[var.size]
      }

      # By its version, so that a new password makes a new revision.
      env {
        name = "PG_PASSWORD"

        value_source {
          secret_key_ref {
            secret  = google_secret_manager_secret.pg_password.secret_id
            version = google_secret_manager_secret_version.pg_password.version
          }
        }
      }

      dynamic "env" {
        for_each = local.environment

        content {
          name  = env.key
          value = env.value
        }
      }

      startup_probe {
        period_seconds    = 10
        timeout_seconds   = 5
        failure_threshold = 24 # four minutes, the most that Cloud Run allows

        http_get {
          path = "/health/live"
          port = 8080
        }
      }

      liveness_probe {
        period_seconds    = 30
        timeout_seconds   = 10
        failure_threshold = 5

        http_get {
          path = "/health/live"
          port = 8080
        }
      }
    }

    dynamic "vpc_access" {
      for_each = var.subnetwork[*]

      content {
        egress = "PRIVATE_RANGES_ONLY"

        network_interfaces {
          subnetwork = vpc_access.value
        }
      }
    }
  }

  # By the type, not by a revision's name: a revision that is named would keep its instance.
  traffic {
    type    = "TRAFFIC_TARGET_ALLOCATION_TYPE_LATEST"
    percent = 100
  }

  depends_on = [
    google_project_service.needed,
    google_secret_manager_secret_iam_member.read_the_password,
    google_storage_bucket_iam_member.write_the_lake,
  ]
}
