# The Kubernetes service account stands for the Google one: no key, and no other pod gets it.

resource "google_service_account" "job" {
  account_id   = "${var.name}-job"
  display_name = "The pipeline in ${var.namespace} of ${var.name}: landing and checkpoints"

  depends_on = [google_project_service.needed]
}

resource "google_service_account_iam_member" "job" {
  service_account_id = google_service_account.job.name
  role               = "roles/iam.workloadIdentityUser"
  member             = "serviceAccount:${var.project_id}.svc.id.goog[${var.namespace}/${var.service_account}]"

  depends_on = [google_container_cluster.flink] # the pool of identities comes with the first cluster
}

resource "google_storage_bucket_iam_member" "write_the_lake" {
  bucket = var.gcs_bucket_name
  role   = "roles/storage.objectUser"
  member = google_service_account.job.member
}
