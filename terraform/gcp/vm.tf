# The cheap variant: one small machine whose only work is the container.

locals {
  vm_sizes = {
    small  = "e2-micro"  # a quarter of a vCPU in the long run, two in bursts; 1 GB
    medium = "e2-small"  # half a vCPU, 2 GB
    large  = "e2-medium" # one vCPU, 4 GB
  }

  own_network = !local.on_cloud_run && var.subnetwork == null
  secret_url  = "https://secretmanager.googleapis.com/v1/projects/${var.project_id}/secrets/${google_secret_manager_secret.pg_password.secret_id}/versions/${google_secret_manager_secret_version.pg_password.version}:access"

  # Runs at each start of the machine. Secrets go by standard input and by the environment, never as arguments.
  startup = <<-BASH
    #!/bin/bash
    set -euo pipefail
    export HOME=/var/lib/cdc # the root file system is read-only
    mkdir -p "$${HOME}"
    docker-credential-gcr configure-docker --registries=${local.registry}

    token=$(curl --silent --fail --retry 10 --retry-all-errors --header 'Metadata-Flavor: Google' \
      http://metadata.google.internal/computeMetadata/v1/instance/service-accounts/default/token |
      sed -E 's/.*"access_token" *: *"([^"]+)".*/\1/')
    PG_PASSWORD=$(printf 'header = "Authorization: Bearer %s"\n' "$${token}" |
      curl --silent --fail --retry 10 --retry-all-errors --config - '${local.secret_url}' |
      tr -d '\n' | sed -E 's/.*"data" *: *"([^"]+)".*/\1/' | base64 -d)
    export PG_PASSWORD
    ${join("\n", [for key, value in local.environment : "export ${key}='${replace(value, "'", "'\\''")}'"])}

    docker rm --force --volumes ${var.name} 2>/dev/null || true
    until docker pull --quiet ${local.image}; do
      echo 'The image cannot be pulled; trying again in 30 seconds' >&2
      sleep 30
    done
    docker run --detach --name ${var.name} --restart always --stop-timeout 90 \
      --user 10001 --read-only --mount type=volume,dst=/tmp --cap-drop ALL --security-opt no-new-privileges \
      --publish 127.0.0.1:8080:8080 --log-driver gcplogs \
      --env PG_PASSWORD ${join(" ", [for key in keys(local.environment) : "--env ${key}"])} \
      ${local.image}
    docker image prune --all --force >/dev/null
  BASH
}

resource "google_compute_network" "own" {
  count = local.own_network ? 1 : 0

  name                    = var.name
  auto_create_subnetworks = false # without a rule it lets nothing in

  depends_on = [google_project_service.needed]
}

resource "google_compute_subnetwork" "own" {
  count = local.own_network ? 1 : 0

  name                     = var.name
  region                   = var.region
  network                  = google_compute_network.own[0].id
  ip_cidr_range            = "10.90.0.0/28"
  private_ip_google_access = true
}

# A change of the script replaces the machine, the old one first: there are never two.
resource "google_compute_instance" "job" {
  count = !local.on_cloud_run && var.run ? 1 : 0

  name                      = var.name
  zone                      = coalesce(var.zone, "${var.region}-b")
  machine_type              = local.vm_sizes[var.size]
  allow_stopping_for_update = true
  metadata_startup_script   = local.startup
  labels                    = local.labels

  boot_disk {
    initialize_params {
      image = "cos-cloud/cos-stable"
      size  = 10
      type  = "pd-balanced"
    }
  }

  network_interface {
    subnetwork = local.own_network ? google_compute_subnetwork.own[0].id : var.subnetwork

    # For what it calls: Cloud NAT would cost several times the machine.
    dynamic "access_config" {
      for_each = local.own_network || var.assign_public_ip ? [1] : []

      content {}
    }
  }

  service_account {
    email  = google_service_account.job.email
    scopes = ["cloud-platform"] # its roles say what it may
  }

  shielded_instance_config {
    enable_secure_boot          = true
    enable_vtpm                 = true
    enable_integrity_monitoring = true
  }

  scheduling {
    automatic_restart   = true
    on_host_maintenance = "MIGRATE"
  }

  metadata = {
    enable-oslogin             = "TRUE"
    block-project-ssh-keys     = "TRUE"
    serial-port-logging-enable = "TRUE" # what the script says, beside the job's own log
  }

  depends_on = [
    google_artifact_registry_repository_iam_member.pull_the_image,
    google_project_iam_member.write_the_log,
    google_secret_manager_secret_iam_member.read_the_password,
    google_storage_bucket_iam_member.write_the_lake,
  ]
}
