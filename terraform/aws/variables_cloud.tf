# What only this cloud asks for.

variable "region" {
  description = "The AWS region. The one of the database: data that crosses regions is billed."
  type        = string
  default     = "us-east-1"
}

variable "s3_bucket_name" {
  description = "Name of the bucket to create for landing and checkpoints. Unique in the world."
  type        = string

  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$", var.s3_bucket_name))
    error_message = "s3_bucket_name must be 3 to 63 of a-z, 0-9 and hyphen; dots break TLS to the bucket."
  }
}

variable "kms_key_arn" {
  description = "A KMS key for the bucket, the secret, the log and the alerts. null: keys of AWS's own. The key's policy must let CloudWatch and CloudWatch Logs of the region use it."
  type        = string
  default     = null
}

variable "cpu_architecture" {
  description = "X86_64, or ARM64, which is a fifth cheaper: the architecture that the image was built for."
  type        = string
  default     = "X86_64"

  validation {
    condition     = contains(["X86_64", "ARM64"], var.cpu_architecture)
    error_message = "cpu_architecture must be X86_64 or ARM64."
  }
}

variable "vpc_id" {
  description = "A VPC of yours, with subnet_ids. null: a small one is created, whose task has a public address for what it calls, and lets nothing in."
  type        = string
  default     = null
}

variable "subnet_ids" {
  description = "Subnets of vpc_id in which the task runs. They need a way to ECR, S3, CloudWatch Logs, Secrets Manager (NAT or endpoints) and to PostgreSQL."
  type        = list(string)
  default     = []

  validation {
    condition     = (var.vpc_id == null) == (length(var.subnet_ids) == 0)
    error_message = "vpc_id and subnet_ids go together: give both, or neither for a network of its own."
  }
}

variable "assign_public_ip" {
  description = "Whether a task in subnet_ids gets a public address. true where they are public and have no NAT."
  type        = bool
  default     = false
}

variable "availability_zones" {
  description = "Zones of the network that is created, at most four: a task that lost its zone starts in another. Empty: one zone, which AWS chooses."
  type        = list(string)
  default     = []

  validation {
    condition     = length(var.availability_zones) <= 4
    error_message = "availability_zones must be at most four."
  }
}

variable "pg_cidr" {
  description = "The addresses at which the task may call pg_port."
  type        = string
  default     = "0.0.0.0/0"

  validation {
    condition     = can(cidrhost(var.pg_cidr, 0))
    error_message = "pg_cidr must be a range of addresses such as 10.0.0.0/16."
  }
}

variable "health_check_command" {
  description = "A command in the container that ends with 0 while the job lives, without a shell. Empty: ECS looks only at whether the process runs, and the alarms at the rest."
  type        = list(string)
  default     = []
}
