locals {
  landing_uri    = "gs://${google_storage_bucket.lake.name}/landing"
  checkpoint_uri = "gs://${google_storage_bucket.lake.name}/checkpoints"
}

# Neither versions nor soft delete: a part is joined from pieces that are removed at once, and both would keep, and
# bill, every piece. Google always encrypts what lies there.
resource "google_storage_bucket" "lake" {
  name                        = var.gcs_bucket_name
  location                    = var.region
  storage_class               = "STANDARD"
  uniform_bucket_level_access = true
  public_access_prevention    = "enforced"
  force_destroy               = false # `terraform destroy` refuses while there is data
  labels                      = local.labels

  versioning {
    enabled = false
  }

  soft_delete_policy {
    retention_duration_seconds = 0
  }

  dynamic "encryption" {
    for_each = var.kms_key_name[*]

    content {
      default_kms_key_name = encryption.value
    }
  }

  # Pieces of attempts that failed. No rule is about checkpoints: the newest one refers to files that may be old.
  lifecycle_rule {
    action {
      type = "Delete"
    }

    condition {
      age            = var.abandoned_after_days
      matches_prefix = [".inprogress/"]
    }
  }

  lifecycle_rule {
    action {
      type = "AbortIncompleteMultipartUpload"
    }

    condition {
      age = var.abandoned_after_days
    }
  }

  dynamic "lifecycle_rule" {
    for_each = var.landing_cool_after_days[*]

    content {
      action {
        type          = "SetStorageClass"
        storage_class = "NEARLINE"
      }

      condition {
        age            = lifecycle_rule.value
        matches_prefix = ["landing/"]
      }
    }
  }

  dynamic "lifecycle_rule" {
    for_each = var.landing_expire_after_days[*]

    content {
      action {
        type = "Delete"
      }

      condition {
        age            = lifecycle_rule.value
        matches_prefix = ["landing/"]
      }
    }
  }

  depends_on = [google_project_service.needed]
}
