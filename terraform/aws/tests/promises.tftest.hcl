# What terraform/README.md promises, asserted on the plan and on what an apply against a mock gives.

mock_provider "aws" {
  mock_resource "aws_s3_bucket" {
    defaults = { id = "example-cdc-lake", arn = "arn:aws:s3:::example-cdc-lake" }
  }
  mock_resource "aws_ecr_repository" {
    defaults = {
      arn            = "arn:aws:ecr:us-east-1:123456789012:repository/postgres-cdc"
      repository_url = "123456789012.dkr.ecr.us-east-1.amazonaws.com/postgres-cdc"
    }
  }
  mock_resource "aws_secretsmanager_secret" {
    defaults = { arn = "arn:aws:secretsmanager:us-east-1:123456789012:secret:postgres-cdc/pg-password-AbCdEf" }
  }
  mock_resource "aws_secretsmanager_secret_version" {
    defaults = { version_id = "6f0f1b0c-6d3a-4a5e-9c1e-3f0a5b7c9d11" }
  }
  mock_resource "aws_cloudwatch_log_group" {
    defaults = { arn = "arn:aws:logs:us-east-1:123456789012:log-group:/postgres-cdc/job" }
  }
  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::123456789012:role/postgres-cdc" }
  }
  mock_resource "aws_sns_topic" {
    defaults = { arn = "arn:aws:sns:us-east-1:123456789012:postgres-cdc-alerts" }
  }
  mock_resource "aws_ecs_cluster" {
    defaults = { arn = "arn:aws:ecs:us-east-1:123456789012:cluster/postgres-cdc" }
  }
  mock_resource "aws_ecs_task_definition" {
    defaults = { arn = "arn:aws:ecs:us-east-1:123456789012:task-definition/postgres-cdc:1" }
  }
}

variables {
  s3_bucket_name = "example-cdc-lake"
  pg_host        = "db.example.com"
  pg_database    = "warehouse"
  pg_user        = "cdc"
  pg_password    = "not-a-secret-4711"
  table_include  = "public.items,public.orders"
  image_tag      = "1.0.0"
}

run "the_lake_is_private_and_encrypted" {
  assert {
    condition = alltrue([
      aws_s3_bucket_public_access_block.lake.block_public_acls,
      aws_s3_bucket_public_access_block.lake.block_public_policy,
      aws_s3_bucket_public_access_block.lake.ignore_public_acls,
      aws_s3_bucket_public_access_block.lake.restrict_public_buckets,
    ])
    error_message = "The bucket must block all public access."
  }
  assert {
    condition     = one(aws_s3_bucket_ownership_controls.lake.rule).object_ownership == "BucketOwnerEnforced"
    error_message = "The bucket must have no ACLs."
  }
  assert {
    condition = alltrue([
      for s in jsondecode(aws_s3_bucket_policy.lake.policy).Statement : s.Effect == "Deny"
    ])
    error_message = "The bucket's policy must allow nothing: roles do."
  }
  assert {
    condition = anytrue([
      for s in jsondecode(aws_s3_bucket_policy.lake.policy).Statement :
      try(s.Condition.Bool["aws:SecureTransport"], "") == "false" && contains(s.Action, "s3:GetObject") && contains(s.Action, "s3:PutObject")
    ])
    error_message = "The bucket must refuse requests without TLS."
  }
  assert {
    condition     = one(one(aws_s3_bucket_server_side_encryption_configuration.lake.rule).apply_server_side_encryption_by_default).sse_algorithm == "AES256"
    error_message = "The bucket must be encrypted."
  }
  assert {
    condition     = one(aws_s3_bucket_versioning.lake.versioning_configuration).status == "Enabled"
    error_message = "The bucket must keep versions."
  }
  assert {
    condition     = !aws_s3_bucket.lake.force_destroy
    error_message = "destroy must not delete data."
  }
}

run "unfinished_uploads_live_for_a_week_and_checkpoints_for_good" {
  variables {
    landing_cool_after_days   = 90
    landing_expire_after_days = 400
  }

  assert {
    condition = alltrue([
      for r in aws_s3_bucket_lifecycle_configuration.lake.rule :
      alltrue([for a in r.abort_incomplete_multipart_upload : a.days_after_initiation >= 7])
    ])
    error_message = "Unfinished uploads must live for seven days at least."
  }
  assert {
    condition = anytrue([
      for r in aws_s3_bucket_lifecycle_configuration.lake.rule :
      length(r.abort_incomplete_multipart_upload) == 1 && r.status == "Enabled"
    ])
    error_message = "Unfinished uploads must be aborted some day."
  }
  assert {
    condition = alltrue([
      for r in aws_s3_bucket_lifecycle_configuration.lake.rule :
      one(r.filter).prefix == "landing/"
      if anytrue(concat([for e in r.expiration : try(e.days, 0) > 0 || try(e.date, null) != null], [length(r.transition) > 0]))
    ])
    error_message = "Only the landing may expire or move to another tier, never checkpoints."
  }
  assert {
    condition = anytrue([
      for r in aws_s3_bucket_lifecycle_configuration.lake.rule : r.id == "expire-landing" && try(one(r.expiration).days, 0) == 400
    ])
    error_message = "The landing must expire where that is wished."
  }
  assert {
    condition = anytrue([
      for r in aws_s3_bucket_lifecycle_configuration.lake.rule : r.id == "cool-landing" && try(one(r.transition).days, 0) == 90
    ])
    error_message = "The landing must move to the cooler tier where that is wished."
  }
}

run "by_default_no_file_of_the_landing_expires_or_moves" {
  assert {
    condition = alltrue([
      for r in aws_s3_bucket_lifecycle_configuration.lake.rule :
      length(r.transition) == 0 && alltrue([for e in r.expiration : e.expired_object_delete_marker == true])
    ])
    error_message = "Nothing may expire unless it is wished."
  }
}

run "an_upload_may_not_be_aborted_before_a_week" {
  command = plan
  variables {
    abandoned_after_days = 6
  }
  expect_failures = [var.abandoned_after_days]
}

run "there_is_one_writer" {
  assert {
    condition     = aws_ecs_service.job.desired_count == 1
    error_message = "There must be one task."
  }
  assert {
    condition     = aws_ecs_service.job.deployment_maximum_percent == 100 && aws_ecs_service.job.deployment_minimum_healthy_percent == 0
    error_message = "A deployment must stop the old task before it starts the new one."
  }
  assert {
    condition     = aws_ecs_service.job.availability_zone_rebalancing == "DISABLED"
    error_message = "Rebalancing starts a second task before it stops the first."
  }
}

run "run_false_stops_it" {
  variables {
    run = false
  }
  assert {
    condition     = aws_ecs_service.job.desired_count == 0
    error_message = "run = false must leave no task."
  }
}

run "the_password_is_only_in_the_secret_store" {
  assert {
    condition     = !strcontains(aws_ecs_task_definition.job.container_definitions, "not-a-secret-4711")
    error_message = "The password must not be in the task's definition."
  }
  assert {
    condition = alltrue([
      for e in jsondecode(aws_ecs_task_definition.job.container_definitions)[0].environment :
      !can(regex("PASSWORD|SECRET|TOKEN", e.name))
    ])
    error_message = "Secrets must not be plain variables."
  }
  assert {
    condition = one([
      for s in jsondecode(aws_ecs_task_definition.job.container_definitions)[0].secrets : s.valueFrom if s.name == "PG_PASSWORD"
    ]) == "${aws_secretsmanager_secret.pg_password.arn}:::${aws_secretsmanager_secret_version.pg_password.version_id}"
    error_message = "PG_PASSWORD must come from the secret, by its version."
  }
  assert {
    condition     = aws_secretsmanager_secret_version.pg_password.secret_string == null || aws_secretsmanager_secret_version.pg_password.secret_string != "not-a-secret-4711"
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
      for e in jsondecode(aws_ecs_task_definition.job.container_definitions)[0].environment : e.name => e.value
      } == {
      AWS_REGION          = "us-east-1"
      LANDING_URI         = "s3://example-cdc-lake/landing"
      CHECKPOINT_URI      = "s3://example-cdc-lake/checkpoints"
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
    condition     = jsondecode(aws_ecs_task_definition.job.container_definitions)[0].image == "123456789012.dkr.ecr.us-east-1.amazonaws.com/postgres-cdc:1.0.0"
    error_message = "The image must be that of the tag."
  }
  assert {
    condition     = aws_ecs_task_definition.job.cpu == "256" && aws_ecs_task_definition.job.memory == "512"
    error_message = "small is a quarter of a vCPU with 512 MB."
  }
}

# variables.tf is the same in every cloud, so one of them is enough.
run "settings_say_what_a_variable_leaves_open" {
  variables {
    pg_publication = null
    pg_slot        = "the_variable"
    settings       = { PG_PUBLICATION = "the_setting", PG_SLOT = "the_setting" }
  }
  assert {
    condition = {
      for e in jsondecode(aws_ecs_task_definition.job.container_definitions)[0].environment : e.name => e.value
      if contains(["PG_PUBLICATION", "PG_SLOT"], e.name)
    } == { PG_PUBLICATION = "the_setting", PG_SLOT = "the_variable" }
    error_message = "A setting must count where its variable is null, and only there."
  }
}

run "the_container_may_do_little" {
  assert {
    condition     = jsondecode(aws_ecs_task_definition.job.container_definitions)[0].readonlyRootFilesystem
    error_message = "The root file system must be read-only."
  }
  assert {
    condition     = jsondecode(aws_ecs_task_definition.job.container_definitions)[0].user == "10001"
    error_message = "The container must not run as root."
  }
  assert {
    condition     = jsondecode(aws_ecs_task_definition.job.container_definitions)[0].linuxParameters.capabilities.drop == ["ALL"]
    error_message = "The container must have no capabilities."
  }
  assert {
    condition     = [for m in jsondecode(aws_ecs_task_definition.job.container_definitions)[0].mountPoints : m.containerPath if !m.readOnly] == ["/tmp"]
    error_message = "/tmp, and nothing else, must be writable."
  }
  assert {
    condition     = !aws_ecs_service.job.enable_execute_command
    error_message = "Nobody may open a shell in the container."
  }
}

run "roles_may_do_only_what_they_need" {
  variables {
    databricks_reader = "11111111-2222-3333-4444-555555555555"
    kms_key_arn       = "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555"
  }

  assert {
    condition = alltrue(flatten([
      for p in [aws_iam_role_policy.start, aws_iam_role_policy.job, aws_iam_role_policy.databricks[0]] : [
        for s in jsondecode(p.policy).Statement : [for a in flatten([s.Action]) : !strcontains(a, "*")]
      ]
    ]))
    error_message = "No policy may allow an action with *."
  }
  assert {
    condition = alltrue(flatten([
      for p in [aws_iam_role_policy.start, aws_iam_role_policy.job, aws_iam_role_policy.databricks[0]] : [
        for s in jsondecode(p.policy).Statement : flatten([s.Action]) == ["ecr:GetAuthorizationToken"] if contains(flatten([s.Resource]), "*")
      ]
    ]))
    error_message = "Only the log-in to the registry, which has no resource, may be allowed on *."
  }
  assert {
    condition = alltrue(flatten([
      for s in jsondecode(aws_iam_role_policy.job.policy).Statement : [
        for r in s.Resource : startswith(r, "arn:aws:s3:::example-cdc-lake") || r == "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555"
      ]
    ]))
    error_message = "The job may reach nothing but its bucket and its key."
  }
  assert {
    condition = alltrue(flatten([
      for s in jsondecode(aws_iam_role_policy.databricks[0].policy).Statement : [
        for a in s.Action : contains(["s3:GetBucketLocation", "s3:ListBucket", "s3:GetObject", "sts:AssumeRole", "kms:Decrypt"], a)
      ]
    ]))
    error_message = "Databricks may only read."
  }
  assert {
    condition     = jsondecode(aws_iam_role.databricks[0].assume_role_policy).Statement[0].Condition.StringEquals["sts:ExternalId"] == "11111111-2222-3333-4444-555555555555"
    error_message = "Databricks must show its external id."
  }
  assert {
    condition     = one(one(aws_s3_bucket_server_side_encryption_configuration.lake.rule).apply_server_side_encryption_by_default).sse_algorithm == "aws:kms"
    error_message = "A key that is given must be used."
  }
  assert {
    condition     = jsondecode(aws_iam_role.job.assume_role_policy).Statement[0].Principal == { Service = "ecs-tasks.amazonaws.com" }
    error_message = "Only ECS may take the job's role."
  }
}

run "nothing_comes_in" {
  assert {
    condition     = length(aws_security_group.job.ingress) == 0
    error_message = "The security group must let nothing in."
  }
  assert {
    condition     = aws_ecs_service.job.network_configuration[0].assign_public_ip
    error_message = "In its own network the task needs an address for what it calls."
  }
  assert {
    condition     = aws_vpc_endpoint.s3[0].service_name == "com.amazonaws.us-east-1.s3"
    error_message = "S3 must be reached by the endpoint, which costs nothing."
  }
}

run "a_network_that_is_given_is_used" {
  variables {
    vpc_id     = "vpc-0123456789abcdef0"
    subnet_ids = ["subnet-0123456789abcdef0"]
  }
  assert {
    condition     = length(aws_vpc.own) == 0 && length(aws_subnet.own) == 0 && length(aws_vpc_endpoint.s3) == 0
    error_message = "No network may be created where one is given."
  }
  assert {
    condition     = aws_ecs_service.job.network_configuration[0].subnets == toset(["subnet-0123456789abcdef0"]) && !aws_ecs_service.job.network_configuration[0].assign_public_ip
    error_message = "The task must run in the given subnets, without a public address."
  }
}

run "subnets_without_their_vpc_are_refused" {
  command = plan
  variables {
    subnet_ids = ["subnet-0123456789abcdef0"]
  }
  expect_failures = [var.subnet_ids]
}

# The expressions of the filters, tried with Terraform's: both are RE2-like where we use them.
run "alarms_read_the_status_line" {
  variables {
    alert_checkpoint_age_seconds = 600
    alert_lag_seconds            = 95
  }

  assert {
    condition = alltrue([
      for n in [600, 601, 609, 610, 666, 700, 999, 1000, 5999, 60000, 1234567] :
      can(regex(trim(aws_cloudwatch_log_metric_filter.job["OldCheckpoint"].pattern, "%"), "INFO Status checkpoint_age_seconds=${n} lag_seconds=3"))
    ])
    error_message = "An old checkpoint must be counted."
  }
  assert {
    condition = alltrue([
      for n in [-1, 0, 6, 59, 60, 99, 100, 599] :
      !can(regex(trim(aws_cloudwatch_log_metric_filter.job["OldCheckpoint"].pattern, "%"), "INFO Status checkpoint_age_seconds=${n} lag_seconds=700"))
    ])
    error_message = "A fresh checkpoint must not be counted as old."
  }
  assert {
    condition = alltrue([
      for n in [95, 96, 99, 100, 950, 1000] :
      can(regex(trim(aws_cloudwatch_log_metric_filter.job["BehindPostgres"].pattern, "%"), "INFO Status checkpoint_age_seconds=3 lag_seconds=${n}"))
    ])
    error_message = "Lag must be counted."
  }
  assert {
    condition = alltrue([
      for n in [-1, 0, 9, 10, 94] :
      !can(regex(trim(aws_cloudwatch_log_metric_filter.job["BehindPostgres"].pattern, "%"), "INFO Status checkpoint_age_seconds=700 lag_seconds=${n}"))
    ])
    error_message = "Little lag must not be counted."
  }
  assert {
    condition     = can(regex(trim(aws_cloudwatch_log_metric_filter.job["StatusLines"].pattern, "%"), "INFO Status checkpoint_age_seconds=8 lag_seconds=3"))
    error_message = "A status line must be counted."
  }
  assert {
    condition     = !can(regex(trim(aws_cloudwatch_log_metric_filter.job["StatusLines"].pattern, "%"), "INFO Status checkpoint_age_seconds=-1 lag_seconds=3"))
    error_message = "A job that never had a checkpoint must count as silent."
  }
  # What CloudWatch allows between the two %, by its documentation; a filter is refused otherwise.
  assert {
    condition = alltrue([
      for f in aws_cloudwatch_log_metric_filter.job :
      can(regex("^%[A-Za-z0-9_#=@/;,^$?\\\\[\\]{}|*+.-]+%$", f.pattern)) && length(f.pattern) <= 1024
    ])
    error_message = "CloudWatch knows no such character in an expression."
  }
  assert {
    condition     = aws_cloudwatch_metric_alarm.silent.treat_missing_data == "breaching" && aws_cloudwatch_metric_alarm.silent.comparison_operator == "LessThanThreshold"
    error_message = "No line at all must raise an alarm."
  }
}

run "alarms_tell_whoever_is_named" {
  variables {
    alert_email = "ops@example.com"
  }
  assert {
    condition = alltrue([
      for a in [aws_cloudwatch_metric_alarm.silent, aws_cloudwatch_metric_alarm.no_checkpoint, aws_cloudwatch_metric_alarm.lag] :
      a.alarm_actions == toset([aws_sns_topic.alerts[0].arn])
    ])
    error_message = "Every alarm must tell the topic."
  }
  assert {
    condition     = aws_sns_topic_subscription.alerts[0].endpoint == "ops@example.com"
    error_message = "The address must be subscribed."
  }
}

run "outputs_name_what_the_next_step_needs" {
  assert {
    condition     = output.landing_uri == "s3://example-cdc-lake/landing" && output.databricks_external_location.url == output.landing_uri
    error_message = "The landing must be named."
  }
  assert {
    condition     = output.s3_bucket_name == "example-cdc-lake"
    error_message = "The bucket must be named."
  }
  assert {
    condition     = output.image_repository == "123456789012.dkr.ecr.us-east-1.amazonaws.com/postgres-cdc"
    error_message = "The registry must be named."
  }
}
