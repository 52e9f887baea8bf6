# What only this cloud asks for.

variable "region" {
  description = "The AWS region, that of the bucket."
  type        = string
  default     = "us-east-1"
}

variable "s3_bucket_name" {
  description = "The bucket of landing and checkpoints, as terraform/aws (with run = false) made it."
  type        = string
}

variable "kms_key_arn" {
  description = "The KMS key of the bucket, if it has one."
  type        = string
  default     = null
}

variable "subnet_ids" {
  description = "Private subnets in two zones at least, with a way out (NAT), from which PostgreSQL can be reached."
  type        = list(string)

  validation {
    condition     = length(var.subnet_ids) >= 2
    error_message = "subnet_ids must be two at least, in different zones: EKS asks for that."
  }
}

variable "kubernetes_version" {
  description = "Version of Kubernetes. null: EKS's default at the first apply."
  type        = string
  default     = null
}

variable "node_type" {
  description = "Type of the nodes. On two of these, operator, JobManager and TaskManager find room."
  type        = string
  default     = "t3.medium"
}

variable "node_count" {
  description = "How many nodes."
  type        = number
  default     = 2
}
