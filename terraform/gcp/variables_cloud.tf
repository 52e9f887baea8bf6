# What only this cloud asks for.

variable "project_id" {
  description = "The Google Cloud project."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{4,28}[a-z0-9]$", var.project_id))
    error_message = "project_id must be the id of a project: 6 to 30 of a-z, 0-9 and hyphen."
  }
}

variable "region" {
  description = "The Google Cloud region, such as us-central1. The one of the database: data that crosses regions is billed."
  type        = string
  default     = "us-central1"
}

variable "gcs_bucket_name" {
  description = "Name of the bucket to create for landing and checkpoints. Unique in the world."
  type        = string

  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9_-]{1,61}[a-z0-9]$", var.gcs_bucket_name))
    error_message = "gcs_bucket_name must be 3 to 63 of a-z, 0-9, - and _."
  }
}

variable "runtime" {
  description = "cloud_run (one vCPU that is always on, nothing to look after) or vm (a small machine with a container OS, about a fifth of the price)."
  type        = string
  default     = "cloud_run"

  validation {
    condition     = contains(["cloud_run", "vm"], var.runtime)
    error_message = "runtime must be cloud_run or vm."
  }
}

variable "zone" {
  description = "The zone of the machine (runtime vm). null: the region's zone b, which every region has."
  type        = string
  default     = null
}

variable "kms_key_name" {
  description = "A Cloud KMS key for the bucket, as projects/…/cryptoKeys/…; the storage service agent of the project must be allowed to use it. null: Google's own keys."
  type        = string
  default     = null
}

variable "subnetwork" {
  description = "A subnetwork of yours from which PostgreSQL can be reached, as projects/…/subnetworks/…, with private Google access. null: Cloud Run calls from Google's addresses, and for a machine a network is created that lets nothing in."
  type        = string
  default     = null
}

variable "assign_public_ip" {
  description = "Whether the machine in the subnetwork gets a public address: true where there is no Cloud NAT and PostgreSQL has a public address."
  type        = bool
  default     = false
}
