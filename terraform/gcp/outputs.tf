# The same names in terraform/aws, terraform/azure and terraform/gcp, then what only this cloud has.

output "region" {
  description = "The region of everything here."
  value       = var.region
}

output "landing_uri" {
  description = "The directory that directly holds cdc.<schema>.<table>."
  value       = local.landing_uri
}

output "checkpoint_uri" {
  description = "The directory of the checkpoints."
  value       = local.checkpoint_uri
}

output "image_repository" {
  description = "Where to push the image, without a tag."
  value       = local.image_repository
}

output "image" {
  description = "The image that runs."
  value       = local.image
}

output "service_name" {
  description = "The Cloud Run service or the machine that runs the job."
  value       = var.name
}

output "identity" {
  description = "Who the job is at the store: the e-mail of its service account."
  value       = google_service_account.job.email
}

output "pg_password_secret" {
  description = "Where the password is kept: the name of the secret."
  value       = google_secret_manager_secret.pg_password.name
}

output "logs_command" {
  description = "Shows the job's log."
  value       = "gcloud logging read --project ${var.project_id} --freshness 1h --order asc --format 'value(timestamp, ${local.log_text})' '${local.log_filter}'"
}

output "status_command" {
  description = "Shows whether the job runs."
  value = (local.on_cloud_run
    ? "gcloud run services describe ${var.name} --project ${var.project_id} --region ${var.region} --format 'yaml(status.conditions, status.latestReadyRevisionName)'"
    : "gcloud compute instances describe ${var.name} --project ${var.project_id} --zone ${coalesce(var.zone, "${var.region}-b")} --format 'value(status)'"
  )
}

output "databricks_external_location" {
  description = "What Databricks needs for an external location: the URL, and the identity that may read it (null until databricks_reader is set)."
  value = {
    url        = local.landing_uri
    credential = var.databricks_reader
  }
}

output "project_id" {
  description = "The project of all of it."
  value       = var.project_id
}

output "runtime" {
  description = "What the job runs on: cloud_run or vm."
  value       = var.runtime
}

output "gcs_bucket_name" {
  description = "The bucket of landing and checkpoints."
  value       = google_storage_bucket.lake.name
}
