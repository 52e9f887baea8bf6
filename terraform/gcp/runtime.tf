locals {
  on_cloud_run = var.runtime == "cloud_run"

  # What the container is told; the password comes from the secret.
  environment = merge(var.settings, {
    LANDING_URI         = local.landing_uri
    CHECKPOINT_URI      = local.checkpoint_uri
    CHECKPOINT_INTERVAL = var.checkpoint_interval
    PG_HOST             = var.pg_host
    PG_PORT             = tostring(var.pg_port)
    PG_DATABASE         = var.pg_database
    PG_USER             = var.pg_user
    PG_PUBLICATION      = var.pg_publication
    PG_SLOT             = var.pg_slot
    PG_SSL_MODE         = var.pg_ssl_mode
    TABLE_INCLUDE       = var.table_include
    HTTP_PORT           = "8080"
  })
}
