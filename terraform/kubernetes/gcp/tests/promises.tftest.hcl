# What terraform/README.md promises of the cluster, asserted on what an apply against a mock gives.

mock_provider "google" {
  mock_resource "google_service_account" {
    defaults = {
      name   = "projects/example-project/serviceAccounts/postgres-cdc-flink-job@example-project.iam.gserviceaccount.com"
      email  = "postgres-cdc-flink-job@example-project.iam.gserviceaccount.com"
      member = "serviceAccount:postgres-cdc-flink-job@example-project.iam.gserviceaccount.com"
    }
  }
}

variables {
  project_id      = "example-project"
  gcs_bucket_name = "example-cdc-lake"
}

run "only_the_service_account_gets_the_identity" {
  assert {
    condition     = google_service_account_iam_member.job.role == "roles/iam.workloadIdentityUser" && google_service_account_iam_member.job.member == "serviceAccount:example-project.svc.id.goog[cdc/cdc]"
    error_message = "Only the one service account may take the identity."
  }
  assert {
    condition     = google_storage_bucket_iam_member.write_the_lake.role == "roles/storage.objectUser" && google_storage_bucket_iam_member.write_the_lake.bucket == "example-cdc-lake"
    error_message = "The job may write the objects of its bucket, and no more."
  }
  assert {
    condition     = output.service_account_annotations == { "iam.gke.io/gcp-service-account" = google_service_account.job.email }
    error_message = "The annotation must name the account."
  }
}

run "the_cluster_is_private" {
  assert {
    condition     = google_container_cluster.flink.private_cluster_config[0].enable_private_nodes && google_container_cluster.flink.private_cluster_config[0].enable_private_endpoint
    error_message = "Nodes must have no public address, and without ranges the API neither."
  }
  assert {
    condition     = google_container_cluster.flink.enable_autopilot && length(google_container_cluster.flink.master_authorized_networks_config) == 1
    error_message = "Google must keep the nodes, and the API know who may call."
  }
}

run "the_api_is_open_to_the_ranges_alone" {
  variables {
    authorized_ranges = ["203.0.113.7/32"]
  }
  assert {
    condition     = !google_container_cluster.flink.private_cluster_config[0].enable_private_endpoint && [for c in google_container_cluster.flink.master_authorized_networks_config[0].cidr_blocks : c.cidr_block] == ["203.0.113.7/32"]
    error_message = "The API must be open to the ranges alone."
  }
}

run "the_whole_world_is_refused" {
  command = plan
  variables {
    authorized_ranges = ["0.0.0.0/0"]
  }
  expect_failures = [var.authorized_ranges]
}
