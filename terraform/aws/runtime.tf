locals {
  sizes = {
    small  = { cpu = 256, memory = 512 }
    medium = { cpu = 512, memory = 1024 }
    large  = { cpu = 1024, memory = 2048 }
  }

  # What the container is told; the password comes from the secret.
  environment = merge(local.job_settings, {
    AWS_REGION     = var.region
    LANDING_URI    = local.landing_uri
    CHECKPOINT_URI = local.checkpoint_uri
    HTTP_PORT      = "8080"
  })
}

resource "aws_ecs_cluster" "job" {
  name = var.name

  setting {
    name  = "containerInsights"
    value = "disabled" # its metrics cost more than the task; ours come from the log
  }
}

resource "aws_ecs_task_definition" "job" {
  family                   = var.name
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = local.sizes[var.size].cpu
  memory                   = local.sizes[var.size].memory
  execution_role_arn       = aws_iam_role.start.arn
  task_role_arn            = aws_iam_role.job.arn

  runtime_platform {
    operating_system_family = "LINUX"
    cpu_architecture        = var.cpu_architecture
  }

  # Of the task's 20 GB: parts on their way to S3, and chunks of snapshots.
  volume {
    name = "tmp"
  }

  container_definitions = jsonencode([merge({
    name                   = "cdc"
    image                  = local.image
    essential              = true
    user                   = "10001"
    readonlyRootFilesystem = true
    stopTimeout            = 120 # a last checkpoint, and its files
    environment            = [for k in sort(keys(local.environment)) : { name = k, value = local.environment[k] }]
    # By its version, so that a new password makes a new task.
    secrets = [{
      name      = "PG_PASSWORD"
      valueFrom = "${aws_secretsmanager_secret.pg_password.arn}:::${aws_secretsmanager_secret_version.pg_password.version_id}"
    }]
    portMappings    = [{ containerPort = 8080, hostPort = 8080, protocol = "tcp" }]
    mountPoints     = [{ sourceVolume = "tmp", containerPath = "/tmp", readOnly = false }]
    volumesFrom     = []
    systemControls  = []
    linuxParameters = { capabilities = { drop = ["ALL"], add = [] } }
    logConfiguration = {
      logDriver = "awslogs"
      options = {
        awslogs-group         = aws_cloudwatch_log_group.job.name
        awslogs-region        = var.region
        awslogs-stream-prefix = "job"
      }
    }
    }, length(var.health_check_command) == 0 ? {} : {
    healthCheck = {
      command     = concat(["CMD"], var.health_check_command)
      interval    = 60
      timeout     = 30
      retries     = 5
      startPeriod = 300
    }
  })])
}

# One task, and never two: the old one is stopped before the new one starts. (Two would not lose anything, the second
# waits for the first to end. But it would wait for good here.)
resource "aws_ecs_service" "job" {
  name                               = var.name
  cluster                            = aws_ecs_cluster.job.id
  task_definition                    = aws_ecs_task_definition.job.arn
  launch_type                        = "FARGATE"
  platform_version                   = "1.4.0"
  desired_count                      = var.run ? 1 : 0
  deployment_maximum_percent         = 100
  deployment_minimum_healthy_percent = 0
  availability_zone_rebalancing      = "DISABLED" # it starts a second task before it stops the first
  enable_execute_command             = false
  propagate_tags                     = "SERVICE"

  deployment_circuit_breaker {
    enable   = true
    rollback = true
  }

  network_configuration {
    subnets          = local.subnet_ids
    security_groups  = [aws_security_group.job.id]
    assign_public_ip = local.own_network || var.assign_public_ip
  }

  # Without these the task could not start, or would have to try again.
  depends_on = [
    aws_iam_role_policy.start,
    aws_iam_role_policy.job,
    aws_route_table_association.own,
    aws_vpc_security_group_egress_rule.https,
    aws_vpc_security_group_egress_rule.postgres,
  ]
}
