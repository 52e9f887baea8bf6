terraform {
  # 1.11 knows write-only arguments: the password of the database is in no state and in no plan of a resource
  required_version = ">= 1.11"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.100"
    }
  }
}

provider "aws" {
  region = var.region

  default_tags {
    tags = local.tags
  }
}

locals {
  tags = merge({ application = var.name, managed-by = "terraform" }, var.tags)
}
