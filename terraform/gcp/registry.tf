locals {
  registry         = "${var.region}-docker.pkg.dev"
  image_repository = "${local.registry}/${var.project_id}/${google_artifact_registry_repository.job.repository_id}/${var.name}"
  image            = var.image != null ? var.image : "${local.image_repository}:${var.image_tag}"
}

resource "google_artifact_registry_repository" "job" {
  location      = var.region
  repository_id = var.name
  format        = "DOCKER"
  description   = "Images of the pipeline ${var.name}"
  labels        = local.labels

  docker_config {
    immutable_tags = true # a rollback finds what it had
  }

  depends_on = [google_project_service.needed]
}
