locals {
  landing_uri    = "s3://${aws_s3_bucket.lake.id}/landing"
  checkpoint_uri = "s3://${aws_s3_bucket.lake.id}/checkpoints"
}

resource "aws_s3_bucket" "lake" {
  bucket        = var.s3_bucket_name
  force_destroy = false # `terraform destroy` refuses while there is data
}

resource "aws_s3_bucket_public_access_block" "lake" {
  bucket                  = aws_s3_bucket.lake.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_ownership_controls" "lake" {
  bucket = aws_s3_bucket.lake.id

  rule {
    object_ownership = "BucketOwnerEnforced" # no ACLs at all
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "lake" {
  bucket = aws_s3_bucket.lake.id

  rule {
    bucket_key_enabled = var.kms_key_arn != null

    apply_server_side_encryption_by_default {
      sse_algorithm     = var.kms_key_arn == null ? "AES256" : "aws:kms"
      kms_master_key_id = var.kms_key_arn
    }
  }
}

# A file of the landing is written once, so its versions cost nothing, and undo a deletion by mistake.
resource "aws_s3_bucket_versioning" "lake" {
  bucket = aws_s3_bucket.lake.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_policy" "lake" {
  bucket = aws_s3_bucket.lake.id

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "OnlyOverTls"
      Effect    = "Deny"
      Principal = "*"
      Resource  = [aws_s3_bucket.lake.arn, "${aws_s3_bucket.lake.arn}/*"]
      Condition = { Bool = { "aws:SecureTransport" = "false" } }
      Action = [
        "s3:AbortMultipartUpload",
        "s3:DeleteObject",
        "s3:DeleteObjectVersion",
        "s3:GetObject",
        "s3:GetObjectVersion",
        "s3:ListBucket",
        "s3:ListBucketMultipartUploads",
        "s3:ListBucketVersions",
        "s3:ListMultipartUploadParts",
        "s3:PutObject",
      ]
    }]
  })

  depends_on = [aws_s3_bucket_public_access_block.lake]
}

# No rule deletes the current version of a checkpoint: the newest one refers to files that may be old.
resource "aws_s3_bucket_lifecycle_configuration" "lake" {
  bucket = aws_s3_bucket.lake.id

  rule {
    id     = "remove-leftovers"
    status = "Enabled"
    filter {}

    abort_incomplete_multipart_upload {
      days_after_initiation = var.abandoned_after_days
    }

    expiration {
      expired_object_delete_marker = true # only markers of what is wholly gone
    }
  }

  rule {
    id     = "forget-deleted-landing"
    status = "Enabled"

    filter {
      prefix = "landing/"
    }

    noncurrent_version_expiration {
      noncurrent_days = 30
    }
  }

  # The job deletes checkpoints that newer ones replace, thousands a day: a day of them is enough to undo a mistake.
  rule {
    id     = "forget-deleted-checkpoints"
    status = "Enabled"

    filter {
      prefix = "checkpoints/"
    }

    noncurrent_version_expiration {
      noncurrent_days = 1
    }
  }

  dynamic "rule" {
    for_each = var.landing_cool_after_days == null ? [] : [var.landing_cool_after_days]

    content {
      id     = "cool-landing"
      status = "Enabled"

      filter {
        prefix = "landing/"
      }

      transition {
        days          = rule.value
        storage_class = "STANDARD_IA"
      }
    }
  }

  dynamic "rule" {
    for_each = var.landing_expire_after_days == null ? [] : [var.landing_expire_after_days]

    content {
      id     = "expire-landing"
      status = "Enabled"

      filter {
        prefix = "landing/"
      }

      expiration {
        days = rule.value
      }
    }
  }

  depends_on = [aws_s3_bucket_versioning.lake]
}
