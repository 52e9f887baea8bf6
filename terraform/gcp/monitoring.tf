# Once a minute the job prints `checkpoint_age_seconds=8 lag_seconds=3`; two metrics read the numbers from the log.

locals {
  resource_type = local.on_cloud_run ? "cloud_run_revision" : "gce_instance"
  log_text      = local.on_cloud_run ? "textPayload" : "jsonPayload.message"
  log_filter = local.on_cloud_run ? join(" AND ", [
    "resource.type=\"cloud_run_revision\"",
    "resource.labels.service_name=\"${var.name}\"",
    ]) : join(" AND ", [
    "resource.type=\"gce_instance\"",
    "log_id(\"gcplogs-docker-driver\")",
    "jsonPayload.container.name=\"/${var.name}\"",
  ])

  # A line without a number, as before the first checkpoint, does not count.
  metrics = {
    checkpoint-age = { limit = var.alert_checkpoint_age_seconds, expression = "checkpoint_age_seconds=(\\d+) lag_seconds=" }
    lag            = { limit = var.alert_lag_seconds, expression = "checkpoint_age_seconds=-?\\d+ lag_seconds=(\\d+)" }
  }

  alerts = {
    checkpoint-age = "The newest checkpoint is older than ${var.alert_checkpoint_age_seconds} seconds: nothing lands, and PostgreSQL keeps WAL. Look at the log for the store's or the database's errors."
    lag            = "The job is behind PostgreSQL by more than ${var.alert_lag_seconds} seconds. A snapshot or a burst of changes does that for a while; else take a larger size."
  }

  channels = google_monitoring_notification_channel.alerts[*].id
}

resource "google_logging_project_bucket_config" "job" {
  project        = var.project_id
  location       = var.region
  bucket_id      = var.name
  description    = "Log of the pipeline ${var.name}"
  retention_days = var.log_retention_days

  depends_on = [google_project_service.needed]
}

resource "google_logging_project_sink" "job" {
  name                   = var.name
  destination            = "logging.googleapis.com/${google_logging_project_bucket_config.job.id}"
  filter                 = local.log_filter
  unique_writer_identity = true
}

resource "google_logging_metric" "job" {
  for_each = local.metrics

  name            = "${var.name}-${each.key}"
  description     = "Seconds, from the status line of the pipeline ${var.name}"
  filter          = "${local.log_filter} AND ${local.log_text}=~\"${replace(each.value.expression, "\\", "\\\\")}\""
  value_extractor = "REGEXP_EXTRACT(${local.log_text}, \"${replace(each.value.expression, "\\", "\\\\")}\")"

  metric_descriptor {
    metric_kind = "DELTA"
    value_type  = "DISTRIBUTION"
    unit        = "s"
  }

  # The limit is a bound, so that a percentile tells for sure on which side of it a value was.
  bucket_options {
    explicit_buckets {
      bounds = [
        for n in sort(distinct([for b in concat([10, 30, 60, 120, 300, 600, 1800, 3600, 14400, 86400], [each.value.limit]) : format("%09d", b)])) : tonumber(n)
      ]
    }
  }

  depends_on = [google_project_service.needed]
}

resource "google_monitoring_notification_channel" "alerts" {
  count = var.alert_email == null ? 0 : 1

  display_name = "${var.name} alerts"
  type         = "email"
  labels       = { email_address = var.alert_email }
  user_labels  = local.labels

  depends_on = [google_project_service.needed]
}

resource "google_monitoring_alert_policy" "limit" {
  for_each = local.alerts

  display_name          = "${var.name} ${each.key}"
  combiner              = "OR"
  enabled               = var.run
  notification_channels = local.channels
  user_labels           = local.labels

  conditions {
    display_name = "${each.key} over ${local.metrics[each.key].limit} s for five minutes"

    condition_threshold {
      filter          = "resource.type=\"${local.resource_type}\" AND metric.type=\"logging.googleapis.com/user/${google_logging_metric.job[each.key].name}\""
      comparison      = "COMPARISON_GT"
      threshold_value = local.metrics[each.key].limit
      duration        = "0s"

      aggregations {
        alignment_period     = "300s"
        per_series_aligner   = "ALIGN_PERCENTILE_50"
        cross_series_reducer = "REDUCE_MAX"
      }
    }
  }

  documentation {
    content   = each.value
    mime_type = "text/markdown"
  }
}

# Monitoring knows absence only of what was there once: for a job that never printed a line see `status_command`.
resource "google_monitoring_alert_policy" "silent" {
  display_name          = "${var.name} silent"
  combiner              = "OR"
  enabled               = var.run
  notification_channels = local.channels
  user_labels           = local.labels

  conditions {
    display_name = "No status line for ten minutes"

    condition_absent {
      filter   = "resource.type=\"${local.resource_type}\" AND metric.type=\"logging.googleapis.com/user/${google_logging_metric.job["checkpoint-age"].name}\""
      duration = "600s"

      # Over all revisions or machines: that an old one is silent is as it should be.
      aggregations {
        alignment_period     = "60s"
        per_series_aligner   = "ALIGN_PERCENTILE_50"
        cross_series_reducer = "REDUCE_MAX"
      }
    }
  }

  documentation {
    content   = "No status line of the job for ten minutes: it does not run, does not start, or hangs. PostgreSQL keeps WAL for it. Look at the log and at the service or machine."
    mime_type = "text/markdown"
  }
}
