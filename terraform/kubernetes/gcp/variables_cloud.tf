# What only this cloud asks for.

variable "project_id" {
  description = "The Google Cloud project."
  type        = string
}

variable "region" {
  description = "The Google Cloud region, that of the bucket."
  type        = string
  default     = "us-central1"
}

variable "gcs_bucket_name" {
  description = "The bucket of landing and checkpoints that terraform/gcp (with run = false) made."
  type        = string
}

variable "repository_id" {
  description = "The repository of images that terraform/gcp made: its `name`."
  type        = string
  default     = "postgres-cdc"
}

variable "network" {
  description = "The network of the cluster."
  type        = string
  default     = "default"
}

variable "subnetwork" {
  description = "The subnetwork of the cluster in the region, from which PostgreSQL can be reached."
  type        = string
  default     = "default"
}
