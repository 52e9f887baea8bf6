locals {
  sizes = {
    small  = { cpu = 0.25, memory = "0.5Gi" }
    medium = { cpu = 0.5, memory = "1Gi" }
    large  = { cpu = 1, memory = "2Gi" }
  }

  # What the container is told; the password comes from the vault.
  environment = merge(local.job_settings, {
    AZURE_CLIENT_ID = azurerm_user_assigned_identity.job.client_id
    LANDING_URI     = local.landing_uri
    CHECKPOINT_URI  = local.checkpoint_uri
    HTTP_PORT       = "8080"
    SECRETS_VERSION = tostring(var.pg_password_version) # nobody reads it: a new one makes a new revision
  })
}

resource "azurerm_container_app_environment" "job" {
  name                           = var.name
  resource_group_name            = azurerm_resource_group.job.name
  location                       = azurerm_resource_group.job.location
  logs_destination               = "log-analytics"
  log_analytics_workspace_id     = azurerm_log_analytics_workspace.job.id
  infrastructure_subnet_id       = var.subnet_id
  internal_load_balancer_enabled = var.subnet_id == null ? null : true
  tags                           = local.tags

  workload_profile {
    name                  = "Consumption"
    workload_profile_type = "Consumption"
  }

  lifecycle {
    ignore_changes = [infrastructure_resource_group_name] # Azure chooses it
  }
}

# One replica. At a deployment Azure starts the new revision, waits until its probes pass, and only then stops the old
# one. The new one lives but is not ready until it has the lease, which the old one holds: so all three probes ask
# whether it lives. With /health/ready each would wait for the other.
resource "azurerm_container_app" "job" {
  count = var.run ? 1 : 0

  name                         = var.name
  resource_group_name          = azurerm_resource_group.job.name
  container_app_environment_id = azurerm_container_app_environment.job.id
  revision_mode                = "Single" # the old revision is deactivated
  max_inactive_revisions       = 5
  workload_profile_name        = "Consumption"
  tags                         = local.tags

  identity {
    type         = "UserAssigned"
    identity_ids = [azurerm_user_assigned_identity.job.id]
  }

  registry {
    server   = azurerm_container_registry.job.login_server
    identity = azurerm_user_assigned_identity.job.id
  }

  secret {
    name                = "pg-password"
    key_vault_secret_id = azurerm_key_vault_secret.pg_password.id
    identity            = azurerm_user_assigned_identity.job.id
  }

  # No ingress: nothing comes in.

  template {
    min_replicas                     = 1
    max_replicas                     = 1
    termination_grace_period_seconds = 90 # a last checkpoint, and its files

    container {
      name   = "cdc"
      image  = local.image
      cpu    = local.sizes[var.size].cpu
      memory = local.sizes[var.size].memory

      env {
        name        = "PG_PASSWORD"
        secret_name = "pg-password"
      }

      dynamic "env" {
        for_each = local.environment

        content {
          name  = env.key
          value = env.value
        }
      }

      volume_mounts {
        name = "tmp"
        path = "/tmp"
      }

      startup_probe {
        transport               = "HTTP"
        port                    = 8080
        path                    = "/health/live"
        interval_seconds        = 30
        timeout                 = 10
        failure_count_threshold = 10
      }

      liveness_probe {
        transport               = "HTTP"
        port                    = 8080
        path                    = "/health/live"
        interval_seconds        = 30
        timeout                 = 10
        failure_count_threshold = 5
      }

      readiness_probe {
        transport               = "HTTP"
        port                    = 8080
        path                    = "/health/live"
        interval_seconds        = 30
        timeout                 = 10
        failure_count_threshold = 5
      }
    }

    volume {
      name         = "tmp"
      storage_type = "EmptyDir"
    }
  }

  depends_on = [
    azurerm_key_vault_access_policy.job,
    azurerm_role_assignment.pull_the_image,
    azurerm_role_assignment.write_the_lake,
  ]
}
