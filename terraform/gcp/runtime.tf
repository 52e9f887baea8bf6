locals {
  on_cloud_run = var.runtime == "cloud_run"

  # What the container is told; the password comes from the secret.
  environment = merge(local.job_settings, {
    LANDING_URI    = local.landing_uri
    CHECKPOINT_URI = local.checkpoint_uri
    HTTP_PORT      = "8080"
  })
}
