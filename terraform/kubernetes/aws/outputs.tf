# The same names in terraform/kubernetes/aws, azure and gcp: what deploy/flink-k8s is given.

output "cluster_name" {
  description = "The cluster."
  value       = aws_eks_cluster.flink.name
}

output "kubeconfig_command" {
  description = "Makes kubectl talk to the cluster."
  value       = "aws eks update-kubeconfig --region ${var.region} --name ${aws_eks_cluster.flink.name}"
}

output "namespace" {
  description = "Namespace of the pipeline."
  value       = var.namespace
}

output "service_account" {
  description = "The service account that may write the lake."
  value       = var.service_account
}

output "service_account_annotations" {
  description = "What the service account must be annotated with."
  value       = { "eks.amazonaws.com/role-arn" = aws_iam_role.job.arn }
}

output "pod_labels" {
  description = "Labels that the pods need for their identity."
  value       = {}
}

output "identity" {
  description = "Who the pipeline is at the store: the ARN of its role."
  value       = aws_iam_role.job.arn
}

output "landing_uri" {
  description = "The directory that directly holds cdc.<schema>.<table>."
  value       = "s3://${var.s3_bucket_name}/landing"
}

output "checkpoint_uri" {
  description = "The directory of the checkpoints; savepoints and high availability go beside them."
  value       = "s3://${var.s3_bucket_name}/checkpoints"
}
