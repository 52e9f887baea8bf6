# What terraform/README.md promises of the cluster, asserted on what an apply against a mock gives.

mock_provider "aws" {
  mock_resource "aws_iam_role" {
    defaults = { arn = "arn:aws:iam::123456789012:role/postgres-cdc-flink" }
  }
  mock_resource "aws_eks_cluster" {
    defaults = {
      arn      = "arn:aws:eks:us-east-1:123456789012:cluster/postgres-cdc-flink"
      identity = [{ oidc = [{ issuer = "https://oidc.eks.us-east-1.amazonaws.com/id/0123456789ABCDEF" }] }]
    }
  }
  mock_resource "aws_iam_openid_connect_provider" {
    defaults = { arn = "arn:aws:iam::123456789012:oidc-provider/oidc.eks.us-east-1.amazonaws.com/id/0123456789ABCDEF" }
  }
  mock_resource "aws_launch_template" {
    defaults = { id = "lt-0123456789abcdef0", latest_version = 1 }
  }
}

variables {
  s3_bucket_name = "example-cdc-lake"
  subnet_ids     = ["subnet-0123456789abcdef0", "subnet-0fedcba9876543210"]
}

run "only_the_service_account_gets_the_role" {
  assert {
    condition = jsondecode(aws_iam_role.job.assume_role_policy).Statement[0].Condition.StringEquals == {
      "oidc.eks.us-east-1.amazonaws.com/id/0123456789ABCDEF:sub" = "system:serviceaccount:cdc:cdc"
      "oidc.eks.us-east-1.amazonaws.com/id/0123456789ABCDEF:aud" = "sts.amazonaws.com"
    }
    error_message = "Only the one service account may take the role."
  }
  assert {
    condition     = alltrue(flatten([for s in jsondecode(aws_iam_role_policy.job.policy).Statement : [for a in s.Action : !strcontains(a, "*")]]))
    error_message = "The policy may allow no action with *."
  }
  assert {
    condition     = alltrue(flatten([for s in jsondecode(aws_iam_role_policy.job.policy).Statement : [for r in s.Resource : startswith(r, "arn:aws:s3:::example-cdc-lake")]]))
    error_message = "The job may reach nothing but its bucket."
  }
  assert {
    condition     = aws_launch_template.nodes.metadata_options[0].http_tokens == "required" && aws_launch_template.nodes.metadata_options[0].http_put_response_hop_limit == 1
    error_message = "Pods must not reach the rights of the node."
  }
  assert {
    condition     = output.service_account_annotations == { "eks.amazonaws.com/role-arn" = aws_iam_role.job.arn }
    error_message = "The annotation must name the role."
  }
}

run "the_cluster_is_private" {
  assert {
    condition     = !aws_eks_cluster.flink.vpc_config[0].endpoint_public_access && aws_eks_cluster.flink.vpc_config[0].endpoint_private_access
    error_message = "Without ranges the API must be private."
  }
  assert {
    condition     = tobool(tolist(aws_launch_template.nodes.block_device_mappings)[0].ebs[0].encrypted)
    error_message = "Disks must be encrypted."
  }
  assert {
    condition     = jsondecode(aws_eks_addon.network.configuration_values).enableNetworkPolicy == "true"
    error_message = "Network policies must count."
  }
}

run "the_api_is_open_to_the_ranges_alone" {
  variables {
    authorized_ranges = ["203.0.113.7/32"]
  }
  assert {
    condition     = aws_eks_cluster.flink.vpc_config[0].endpoint_public_access && aws_eks_cluster.flink.vpc_config[0].public_access_cidrs == toset(["203.0.113.7/32"])
    error_message = "The API must be open to the ranges alone."
  }
}

run "the_whole_world_is_refused" {
  command = plan
  variables {
    authorized_ranges = ["0.0.0.0/0"]
  }
  expect_failures = [var.authorized_ranges]
}
