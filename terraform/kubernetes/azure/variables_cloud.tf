# What only this cloud asks for.

variable "region" {
  description = "The Azure region, that of the storage account."
  type        = string
  default     = "eastus"
}

variable "subscription_id" {
  description = "The subscription of all of it."
  type        = string
}

variable "resource_group_name" {
  description = "The resource group that terraform/azure (with run = false) made; the cluster goes there too."
  type        = string
  default     = "postgres-cdc"
}

variable "acr_name" {
  description = "The container registry that terraform/azure made."
  type        = string
}

variable "storage_account_name" {
  description = "The storage account of landing and checkpoints that terraform/azure made."
  type        = string
}

variable "subnet_id" {
  description = "A subnet for the nodes, from which PostgreSQL can be reached. null: AKS makes a network."
  type        = string
  default     = null
}

variable "kubernetes_version" {
  description = "Version of Kubernetes. null: AKS's default at the first apply."
  type        = string
  default     = null
}

variable "node_type" {
  description = "Size of the nodes. On two of these, operator, JobManager and TaskManager find room."
  type        = string
  default     = "Standard_B2s"
}

variable "node_count" {
  description = "How many nodes."
  type        = number
  default     = 2
}
