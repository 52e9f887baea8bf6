resource "google_secret_manager_secret" "pg_password" {
  secret_id = "${var.name}-pg-password"
  labels    = local.labels

  replication {
    auto {}
  }

  depends_on = [google_project_service.needed]
}

resource "google_secret_manager_secret_version" "pg_password" {
  secret                 = google_secret_manager_secret.pg_password.id
  secret_data_wo         = var.pg_password # write-only: not in the state
  secret_data_wo_version = var.pg_password_version
}
