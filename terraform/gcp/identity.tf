# One service account without a key, with roles on single things.

resource "google_service_account" "job" {
  account_id   = "${var.name}-job"
  display_name = "The job of ${var.name}: landing, checkpoints, password"

  depends_on = [google_project_service.needed]
}

resource "google_storage_bucket_iam_member" "write_the_lake" {
  bucket = google_storage_bucket.lake.name
  role   = "roles/storage.objectUser"
  member = google_service_account.job.member
}

resource "google_secret_manager_secret_iam_member" "read_the_password" {
  secret_id = google_secret_manager_secret.pg_password.id
  role      = "roles/secretmanager.secretAccessor"
  member    = google_service_account.job.member
}

# Cloud Run pulls images by an identity of its own, and writes the log by itself; a machine does neither.
resource "google_artifact_registry_repository_iam_member" "pull_the_image" {
  count = local.on_cloud_run ? 0 : 1

  location   = google_artifact_registry_repository.job.location
  repository = google_artifact_registry_repository.job.name
  role       = "roles/artifactregistry.reader"
  member     = google_service_account.job.member
}

resource "google_project_iam_member" "write_the_log" {
  count = local.on_cloud_run ? 0 : 1

  project = var.project_id
  role    = "roles/logging.logWriter"
  member  = google_service_account.job.member
}

# Listing is a right on the whole bucket, reading one on the landing alone.
resource "google_storage_bucket_iam_member" "databricks_lists" {
  count = var.databricks_reader == null ? 0 : 1

  bucket = google_storage_bucket.lake.name
  role   = "roles/storage.legacyBucketReader"
  member = "serviceAccount:${var.databricks_reader}"
}

resource "google_storage_bucket_iam_member" "databricks_reads_the_landing" {
  count = var.databricks_reader == null ? 0 : 1

  bucket = google_storage_bucket.lake.name
  role   = "roles/storage.objectViewer"
  member = "serviceAccount:${var.databricks_reader}"

  condition {
    title      = "landing"
    expression = "resource.name.startsWith(\"projects/_/buckets/${google_storage_bucket.lake.name}/objects/landing/\")"
  }
}
