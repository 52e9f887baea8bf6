# What every cloud asks for. This file is the same in terraform/kubernetes/aws, azure and gcp
# (scripts/check_terraform.sh compares them); what only this cloud asks for is in variables_cloud.tf.

variable "name" {
  description = "Begins the name of everything that is created, and is its tag `application`."
  type        = string
  default     = "postgres-cdc-flink"

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,18}[a-z0-9]$", var.name))
    error_message = "The name must be 3 to 20 of a-z, 0-9 and hyphen, begin with a letter and not end with a hyphen."
  }
}

variable "tags" {
  description = "Tags (labels on Google Cloud) of everything that is created, beside `application` and `managed-by`. Lower case only, for Google's sake."
  type        = map(string)
  default     = {}

  validation {
    condition     = alltrue([for k, v in var.tags : can(regex("^[a-z][a-z0-9_-]{0,62}$", k)) && can(regex("^[a-z0-9_-]{0,63}$", v))])
    error_message = "Keys and values of tags may have lower-case letters, digits, _ and -, at most 63; keys begin with a letter."
  }
}

variable "namespace" {
  description = "Namespace of the pipeline in the cluster."
  type        = string
  default     = "cdc"

  validation {
    condition     = can(regex("^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$", var.namespace))
    error_message = "namespace must be a name of Kubernetes: a-z, 0-9 and hyphen, at most 63."
  }
}

variable "service_account" {
  description = "The one service account of the namespace that may write the lake."
  type        = string
  default     = "cdc"

  validation {
    condition     = can(regex("^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$", var.service_account))
    error_message = "service_account must be a name of Kubernetes: a-z, 0-9 and hyphen, at most 63."
  }
}

variable "authorized_ranges" {
  description = "Ranges of addresses that may call the cluster's API from outside, such as [\"203.0.113.7/32\"]. Empty: only the cluster's network."
  type        = list(string)
  default     = []

  validation {
    condition     = alltrue([for r in var.authorized_ranges : can(cidrhost(r, 0)) && r != "0.0.0.0/0"])
    error_message = "authorized_ranges must be ranges such as 203.0.113.7/32, and not the whole world."
  }
}
