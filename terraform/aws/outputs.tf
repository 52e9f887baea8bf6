# The same names in terraform/aws, terraform/azure and terraform/gcp, then what only this cloud has.

output "region" {
  description = "The region of everything here."
  value       = var.region
}

output "landing_uri" {
  description = "The directory that directly holds cdc.<schema>.<table>."
  value       = local.landing_uri
}

output "checkpoint_uri" {
  description = "The directory of the checkpoints."
  value       = local.checkpoint_uri
}

output "image_repository" {
  description = "Where to push the image, without a tag."
  value       = aws_ecr_repository.job.repository_url
}

output "image" {
  description = "The image that runs."
  value       = local.image
}

output "service_name" {
  description = "The service that runs the job."
  value       = aws_ecs_service.job.name
}

output "identity" {
  description = "Who the job is at the store: the ARN of its role."
  value       = aws_iam_role.job.arn
}

output "pg_password_secret" {
  description = "Where the password is kept: the ARN of the secret."
  value       = aws_secretsmanager_secret.pg_password.arn
}

output "logs_command" {
  description = "Shows the job's log."
  value       = "aws logs tail ${aws_cloudwatch_log_group.job.name} --region ${var.region} --since 1h --follow"
}

output "status_command" {
  description = "Shows whether the job runs."
  value       = "aws ecs describe-services --region ${var.region} --cluster ${aws_ecs_cluster.job.name} --services ${var.name} --query 'services[0].{desired:desiredCount,running:runningCount,events:events[:5].message}'"
}

output "databricks_external_location" {
  description = "What Databricks needs for an external location: the URL, and the identity that may read it (null until databricks_reader is set)."
  value = {
    url        = local.landing_uri
    credential = one(aws_iam_role.databricks[*].arn)
  }
}

output "s3_bucket_name" {
  description = "The bucket of landing and checkpoints."
  value       = aws_s3_bucket.lake.id
}

output "security_group_id" {
  description = "Security group of the task: let it into that of the database, at pg_port."
  value       = aws_security_group.job.id
}

output "cluster_name" {
  description = "The ECS cluster."
  value       = aws_ecs_cluster.job.name
}

output "log_group_name" {
  description = "The log group of the job."
  value       = aws_cloudwatch_log_group.job.name
}
