# The same names in terraform/kubernetes/aws, azure and gcp: what deploy/flink-k8s is given.

output "cluster_name" {
  description = "The cluster."
  value       = google_container_cluster.flink.name
}

output "kubeconfig_command" {
  description = "Makes kubectl talk to the cluster."
  value       = "gcloud container clusters get-credentials ${google_container_cluster.flink.name} --project ${var.project_id} --region ${var.region}"
}

output "namespace" {
  description = "Namespace of the pipeline."
  value       = var.namespace
}

output "service_account" {
  description = "The service account that may write the lake."
  value       = var.service_account
}

output "service_account_annotations" {
  description = "What the service account must be annotated with."
  value       = { "iam.gke.io/gcp-service-account" = google_service_account.job.email }
}

output "pod_labels" {
  description = "Labels that the pods need for their identity."
  value       = {}
}

output "identity" {
  description = "Who the pipeline is at the store: the e-mail of its service account."
  value       = google_service_account.job.email
}

output "landing_uri" {
  description = "The directory that directly holds cdc.<schema>.<table>."
  value       = "gs://${var.gcs_bucket_name}/landing"
}

output "checkpoint_uri" {
  description = "The directory of the checkpoints; savepoints and high availability go beside them."
  value       = "gs://${var.gcs_bucket_name}/checkpoints"
}
