# Two roles: what ECS itself needs to start the task, and what the job needs. Neither has a long-lived key.

locals {
  ecs_tasks = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = ["sts:AssumeRole"]
      Principal = { Service = "ecs-tasks.amazonaws.com" }
    }]
  })
}

resource "aws_iam_role" "start" {
  name               = "${var.name}-start"
  description        = "ECS, to start the task of ${var.name}: image, log, password"
  assume_role_policy = local.ecs_tasks
}

resource "aws_iam_role_policy" "start" {
  name = "start"
  role = aws_iam_role.start.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat([
      {
        Sid      = "LogInToTheRegistry"
        Effect   = "Allow"
        Action   = ["ecr:GetAuthorizationToken"]
        Resource = ["*"] # AWS knows no resource for this action
      },
      {
        Sid      = "PullTheImage"
        Effect   = "Allow"
        Action   = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
        Resource = [aws_ecr_repository.job.arn]
      },
      {
        Sid      = "WriteTheLog"
        Effect   = "Allow"
        Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
        Resource = ["${aws_cloudwatch_log_group.job.arn}:*"]
      },
      {
        Sid      = "ReadThePassword"
        Effect   = "Allow"
        Action   = ["secretsmanager:GetSecretValue"]
        Resource = [aws_secretsmanager_secret.pg_password.arn]
      },
      ], [for key in var.kms_key_arn[*] : {
        Sid      = "DecryptThePassword"
        Effect   = "Allow"
        Action   = ["kms:Decrypt"]
        Resource = [key]
    }])
  })
}

resource "aws_iam_role" "job" {
  name               = "${var.name}-job"
  description        = "The job of ${var.name}: landing and checkpoints"
  assume_role_policy = local.ecs_tasks
}

# docs/guides/object-stores.md says what each is for.
resource "aws_iam_role_policy" "job" {
  name = "lake"
  role = aws_iam_role.job.name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat([
      {
        Sid      = "ListTheLake"
        Effect   = "Allow"
        Action   = ["s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads"]
        Resource = [aws_s3_bucket.lake.arn]
      },
      {
        Sid      = "WriteTheLake"
        Effect   = "Allow"
        Action   = ["s3:AbortMultipartUpload", "s3:DeleteObject", "s3:GetObject", "s3:ListMultipartUploadParts", "s3:PutObject"]
        Resource = ["${aws_s3_bucket.lake.arn}/landing/*", "${aws_s3_bucket.lake.arn}/checkpoints/*"]
      },
      ], [for key in var.kms_key_arn[*] : {
        Sid      = "EncryptTheLake"
        Effect   = "Allow"
        Action   = ["kms:Decrypt", "kms:GenerateDataKey"]
        Resource = [key]
    }])
  })
}
