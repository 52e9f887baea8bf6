# What terraform/README.md promises, asserted on what an apply against a mock gives.

mock_provider "google" {
  mock_resource "google_service_account" {
    defaults = {
      email  = "postgres-cdc-job@example-project.iam.gserviceaccount.com"
      member = "serviceAccount:postgres-cdc-job@example-project.iam.gserviceaccount.com"
    }
  }
  mock_resource "google_secret_manager_secret" {
    defaults = {
      id   = "projects/example-project/secrets/postgres-cdc-pg-password"
      name = "projects/123456789012/secrets/postgres-cdc-pg-password"
    }
  }
  mock_resource "google_secret_manager_secret_version" {
    defaults = { version = "7" }
  }
  mock_resource "google_logging_project_bucket_config" {
    defaults = { id = "projects/example-project/locations/us-central1/buckets/postgres-cdc" }
  }
  mock_resource "google_monitoring_notification_channel" {
    defaults = { id = "projects/example-project/notificationChannels/1234567890" }
  }
}

variables {
  project_id      = "example-project"
  gcs_bucket_name = "example-cdc-lake"
  pg_host         = "db.example.com"
  pg_database     = "warehouse"
  pg_user         = "cdc"
  pg_password     = "not-a-secret-4711"
  table_include   = "public.items,public.orders"
  image_tag       = "1.0.0"
}

run "the_lake_is_private_and_encrypted" {
  assert {
    condition     = google_storage_bucket.lake.public_access_prevention == "enforced" && google_storage_bucket.lake.uniform_bucket_level_access
    error_message = "The bucket must not become public, and have no ACLs."
  }
  assert {
    condition     = !google_storage_bucket.lake.force_destroy
    error_message = "destroy must not delete data."
  }
  assert {
    condition     = google_storage_bucket.lake.soft_delete_policy[0].retention_duration_seconds == 0 && !google_storage_bucket.lake.versioning[0].enabled
    error_message = "Pieces that were joined must not be kept."
  }
}

run "a_key_that_is_given_is_used" {
  variables {
    kms_key_name = "projects/example-project/locations/us-central1/keyRings/ring/cryptoKeys/key"
  }
  assert {
    condition     = google_storage_bucket.lake.encryption[0].default_kms_key_name == var.kms_key_name
    error_message = "The bucket must be encrypted by the given key."
  }
}

run "unfinished_files_live_for_a_week_and_checkpoints_for_good" {
  variables {
    landing_cool_after_days   = 90
    landing_expire_after_days = 400
  }
  assert {
    condition     = alltrue([for r in google_storage_bucket.lake.lifecycle_rule : one(r.condition).age >= 7])
    error_message = "Nothing may be removed before seven days."
  }
  assert {
    condition = alltrue([
      for r in google_storage_bucket.lake.lifecycle_rule :
      length(coalesce(one(r.condition).matches_prefix, [])) == 1 && alltrue([for p in one(r.condition).matches_prefix : contains(["landing/", ".inprogress/"], p)])
      if one(r.action).type != "AbortIncompleteMultipartUpload"
    ])
    error_message = "Only the landing and leftovers may expire or move to another class, never checkpoints."
  }
  assert {
    condition = anytrue([
      for r in google_storage_bucket.lake.lifecycle_rule : one(r.action).type == "Delete" && contains(coalesce(one(r.condition).matches_prefix, []), "landing/") && one(r.condition).age == 400
    ])
    error_message = "The landing must expire where that is wished."
  }
  assert {
    condition = anytrue([
      for r in google_storage_bucket.lake.lifecycle_rule : one(r.action).type == "SetStorageClass" && one(r.action).storage_class == "NEARLINE" && one(r.condition).age == 90
    ])
    error_message = "The landing must move to the cooler class where that is wished."
  }
}

run "by_default_no_file_of_the_landing_expires_or_moves" {
  assert {
    condition = alltrue([
      for r in google_storage_bucket.lake.lifecycle_rule : one(r.action).type == "AbortIncompleteMultipartUpload" || one(r.condition).matches_prefix == tolist([".inprogress/"])
    ])
    error_message = "Nothing may expire unless it is wished."
  }
}

run "an_unfinished_file_may_not_be_removed_before_a_week" {
  command = plan
  variables {
    abandoned_after_days = 6
  }
  expect_failures = [var.abandoned_after_days]
}

run "there_is_one_writer" {
  assert {
    condition     = google_cloud_run_v2_service.job[0].template[0].scaling[0].min_instance_count == 1 && google_cloud_run_v2_service.job[0].template[0].scaling[0].max_instance_count == 1
    error_message = "There must be exactly one instance."
  }
  assert {
    condition = alltrue([
      google_cloud_run_v2_service.job[0].template[0].containers[0].startup_probe[0].http_get[0].path == "/health/live",
      google_cloud_run_v2_service.job[0].template[0].containers[0].liveness_probe[0].http_get[0].path == "/health/live",
    ])
    error_message = "A new revision must pass its probes while it waits for the lease of the old one."
  }
  assert {
    condition     = google_cloud_run_v2_service.job[0].traffic[0].type == "TRAFFIC_TARGET_ALLOCATION_TYPE_LATEST" && google_cloud_run_v2_service.job[0].traffic[0].percent == 100 && length(google_cloud_run_v2_service.job[0].traffic) == 1
    error_message = "No other revision may be named: it would keep its instance."
  }
  assert {
    condition     = !google_cloud_run_v2_service.job[0].template[0].containers[0].resources[0].cpu_idle && google_cloud_run_v2_service.job[0].template[0].containers[0].resources[0].limits.cpu == "1"
    error_message = "The processor must always be on, which needs a whole one."
  }
  assert {
    condition     = length(google_compute_instance.job) == 0
    error_message = "There must be no machine beside Cloud Run."
  }
}

run "run_false_stops_it" {
  variables {
    run = false
  }
  assert {
    condition     = length(google_cloud_run_v2_service.job) + length(google_compute_instance.job) == 0
    error_message = "run = false must leave nothing that runs."
  }
}

run "the_password_is_only_in_the_secret_store" {
  assert {
    condition     = !strcontains(jsonencode(google_cloud_run_v2_service.job[0].template), "not-a-secret-4711")
    error_message = "The password must not be in the service's template."
  }
  assert {
    condition = alltrue([
      for e in google_cloud_run_v2_service.job[0].template[0].containers[0].env : length(e.value_source) == 1 if can(regex("PASSWORD|SECRET|TOKEN", e.name))
    ])
    error_message = "Secrets must not be plain variables."
  }
  assert {
    condition = one([
      for e in google_cloud_run_v2_service.job[0].template[0].containers[0].env : e.value_source[0].secret_key_ref[0].version if e.name == "PG_PASSWORD"
    ]) == "7"
    error_message = "PG_PASSWORD must come from the secret, by its version."
  }
  assert {
    condition     = google_secret_manager_secret_version.pg_password.secret_data == null || google_secret_manager_secret_version.pg_password.secret_data != "not-a-secret-4711"
    error_message = "The password must not be in the state."
  }
}

run "a_secret_is_refused_among_the_settings" {
  command = plan
  variables {
    settings = { PG_HASH_KEY = "0123456789abcdef" }
  }
  expect_failures = [var.settings]
}

run "the_job_is_told_what_it_needs" {
  assert {
    condition = {
      for e in google_cloud_run_v2_service.job[0].template[0].containers[0].env : e.name => e.value if e.name != "PG_PASSWORD"
      } == {
      LANDING_URI         = "gs://example-cdc-lake/landing"
      CHECKPOINT_URI      = "gs://example-cdc-lake/checkpoints"
      CHECKPOINT_INTERVAL = "60 s"
      PG_HOST             = "db.example.com"
      PG_PORT             = "5432"
      PG_DATABASE         = "warehouse"
      PG_USER             = "cdc"
      PG_PUBLICATION      = "cdc_pub"
      PG_SLOT             = "cdc_slot"
      PG_SSL_MODE         = "require"
      TABLE_INCLUDE       = "public.items,public.orders"
      HTTP_PORT           = "8080"
    }
    error_message = "The container's variables differ from what the job reads."
  }
  assert {
    condition     = google_cloud_run_v2_service.job[0].template[0].containers[0].image == "us-central1-docker.pkg.dev/example-project/postgres-cdc/postgres-cdc:1.0.0"
    error_message = "The image must be that of the tag."
  }
}

run "nothing_comes_in" {
  assert {
    condition     = google_cloud_run_v2_service.job[0].ingress == "INGRESS_TRAFFIC_INTERNAL_ONLY" && google_cloud_run_v2_service.job[0].invoker_iam_disabled != true
    error_message = "Nobody from outside may call the service."
  }
}

run "the_service_account_may_do_only_what_it_needs" {
  variables {
    databricks_reader = "db-uc-credential@databricks.iam.gserviceaccount.com"
  }
  assert {
    condition     = google_storage_bucket_iam_member.write_the_lake.role == "roles/storage.objectUser" && google_storage_bucket_iam_member.write_the_lake.bucket == "example-cdc-lake"
    error_message = "The job may write the objects of its bucket, and no more."
  }
  assert {
    condition     = google_secret_manager_secret_iam_member.read_the_password.role == "roles/secretmanager.secretAccessor" && google_secret_manager_secret_iam_member.read_the_password.secret_id == google_secret_manager_secret.pg_password.id
    error_message = "The job may read its password, and no other."
  }
  assert {
    condition     = length(google_project_iam_member.write_the_log) == 0
    error_message = "On Cloud Run the job needs no role on the project."
  }
  assert {
    condition     = google_storage_bucket_iam_member.databricks_reads_the_landing[0].role == "roles/storage.objectViewer" && strcontains(google_storage_bucket_iam_member.databricks_reads_the_landing[0].condition[0].expression, "/objects/landing/")
    error_message = "Databricks may only read, and only the landing."
  }
  assert {
    condition     = google_cloud_run_v2_service.job[0].template[0].service_account == google_service_account.job.email
    error_message = "The service must run as the account."
  }
}

run "the_machine_is_one_and_lets_nothing_in" {
  variables {
    runtime = "vm"
  }
  assert {
    condition     = length(google_compute_instance.job) == 1 && length(google_cloud_run_v2_service.job) == 0 && google_compute_instance.job[0].machine_type == "e2-micro"
    error_message = "There must be one small machine and no Cloud Run."
  }
  assert {
    condition     = length(google_compute_network.own) == 1 && !google_compute_network.own[0].auto_create_subnetworks
    error_message = "The machine must lie in a network of its own, without rules."
  }
  assert {
    condition     = !strcontains(google_compute_instance.job[0].metadata_startup_script, "not-a-secret-4711") && !strcontains(jsonencode(google_compute_instance.job[0].metadata), "not-a-secret-4711")
    error_message = "The password must not be in the machine's metadata."
  }
  assert {
    condition     = alltrue([for part in ["--user 10001", "--read-only", "--mount type=volume,dst=/tmp", "--cap-drop ALL", "no-new-privileges", "127.0.0.1:8080:8080", "--env PG_PASSWORD "] : strcontains(google_compute_instance.job[0].metadata_startup_script, part)])
    error_message = "The container may do little."
  }
  assert {
    condition     = google_project_iam_member.write_the_log[0].role == "roles/logging.logWriter" && google_artifact_registry_repository_iam_member.pull_the_image[0].role == "roles/artifactregistry.reader"
    error_message = "The machine may write its log and pull its image."
  }
  assert {
    condition     = google_compute_instance.job[0].metadata["block-project-ssh-keys"] == "TRUE" && google_compute_instance.job[0].shielded_instance_config[0].enable_secure_boot
    error_message = "The machine must be shielded, and take no keys of the project."
  }
  assert {
    condition     = alltrue([for m in google_logging_metric.job : strcontains(m.filter, "gce_instance") && startswith(m.value_extractor, "REGEXP_EXTRACT(jsonPayload.message,")])
    error_message = "The metrics must read the machine's log."
  }
}

run "a_machine_in_a_given_network_has_no_public_address" {
  variables {
    runtime    = "vm"
    subnetwork = "projects/example-project/regions/us-central1/subnetworks/example"
  }
  assert {
    condition     = length(google_compute_network.own) == 0 && length(google_compute_instance.job[0].network_interface[0].access_config) == 0
    error_message = "The machine must use the given subnetwork, without a public address."
  }
}

run "values_of_any_kind_reach_the_container_whole" {
  variables {
    runtime     = "vm"
    pg_database = "it's $(touch /tmp/owned) \"here\""
  }
  assert {
    condition     = strcontains(google_compute_instance.job[0].metadata_startup_script, "export PG_DATABASE='it'\\''s $(touch /tmp/owned) \"here\"'")
    error_message = "A value must be quoted for the shell."
  }
  assert {
    condition     = startswith(google_compute_instance.job[0].metadata_startup_script, "#!/bin/bash\nset -euo pipefail\n")
    error_message = "The script must begin with its interpreter."
  }
}

run "alerts_read_the_status_line" {
  variables {
    alert_email                  = "ops@example.com"
    alert_checkpoint_age_seconds = 450
  }
  assert {
    condition     = contains(google_logging_metric.job["checkpoint-age"].bucket_options[0].explicit_buckets[0].bounds, 450) && google_monitoring_alert_policy.limit["checkpoint-age"].conditions[0].condition_threshold[0].threshold_value == 450
    error_message = "The limit must be a bound of the metric and the policy's threshold."
  }
  assert {
    condition = alltrue([
      for m in google_logging_metric.job : [for i, b in m.bucket_options[0].explicit_buckets[0].bounds : b if i > 0 && b <= m.bucket_options[0].explicit_buckets[0].bounds[max(i - 1, 0)]] == []
    ])
    error_message = "Bounds must increase."
  }
  # The expressions, tried on a line: RE2, as Terraform's.
  assert {
    condition = {
      for key, m in google_logging_metric.job : key => regex(
        replace(regex("^REGEXP_EXTRACT\\(textPayload, \"(.*)\"\\)$", m.value_extractor)[0], "\\\\", "\\"),
        "INFO Status checkpoint_age_seconds=8 lag_seconds=3"
      )[0]
    } == { checkpoint-age = "8", lag = "3" }
    error_message = "The numbers must be read out of the line."
  }
  assert {
    condition     = google_monitoring_alert_policy.silent.conditions[0].condition_absent[0].duration == "600s"
    error_message = "No line at all must raise an alert."
  }
  assert {
    condition = alltrue([
      for p in concat(values(google_monitoring_alert_policy.limit), [google_monitoring_alert_policy.silent]) :
      p.notification_channels == tolist([google_monitoring_notification_channel.alerts[0].id])
    ])
    error_message = "Every alert must tell the channel."
  }
}

run "outputs_name_what_the_next_step_needs" {
  assert {
    condition     = output.landing_uri == "gs://example-cdc-lake/landing" && output.databricks_external_location.url == output.landing_uri
    error_message = "The landing must be named."
  }
  assert {
    condition     = output.gcs_bucket_name == "example-cdc-lake" && output.image_repository == "us-central1-docker.pkg.dev/example-project/postgres-cdc/postgres-cdc"
    error_message = "Bucket and registry must be named."
  }
}
