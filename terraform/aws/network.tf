# Without vpc_id: a small VPC. A NAT gateway would cost several times the task, so the task has a public address for
# what it calls; its security group lets nothing in. S3 is reached through a gateway endpoint, which is free.

locals {
  own_network = var.vpc_id == null
  vpc_id      = local.own_network ? aws_vpc.own[0].id : var.vpc_id
  subnet_ids  = local.own_network ? aws_subnet.own[*].id : var.subnet_ids
  zones       = length(var.availability_zones) > 0 ? var.availability_zones : [null] # null: AWS chooses
}

resource "aws_vpc" "own" {
  count = local.own_network ? 1 : 0

  cidr_block           = "10.90.0.0/24"
  enable_dns_support   = true
  enable_dns_hostnames = true
  tags                 = { Name = var.name }
}

resource "aws_internet_gateway" "own" {
  count = local.own_network ? 1 : 0

  vpc_id = aws_vpc.own[0].id
  tags   = { Name = var.name }
}

resource "aws_subnet" "own" {
  count = local.own_network ? length(local.zones) : 0

  vpc_id                  = aws_vpc.own[0].id
  cidr_block              = cidrsubnet(aws_vpc.own[0].cidr_block, 2, count.index)
  availability_zone       = local.zones[count.index]
  map_public_ip_on_launch = false # the service says so for its task, and for nothing else
  tags                    = { Name = "${var.name}-${count.index}" }
}

resource "aws_route_table" "own" {
  count = local.own_network ? 1 : 0

  vpc_id = aws_vpc.own[0].id
  tags   = { Name = var.name }

  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.own[0].id
  }
}

resource "aws_route_table_association" "own" {
  count = local.own_network ? length(local.zones) : 0

  subnet_id      = aws_subnet.own[count.index].id
  route_table_id = aws_route_table.own[0].id
}

resource "aws_vpc_endpoint" "s3" {
  count = local.own_network ? 1 : 0

  vpc_id            = aws_vpc.own[0].id
  service_name      = "com.amazonaws.${var.region}.s3"
  vpc_endpoint_type = "Gateway"
  route_table_ids   = [aws_route_table.own[0].id]
  tags              = { Name = var.name }
}

resource "aws_security_group" "job" {
  name        = "${var.name}-job"
  description = "The job of ${var.name}: nothing comes in"
  vpc_id      = local.vpc_id
  tags        = { Name = "${var.name}-job" }
}

resource "aws_vpc_security_group_egress_rule" "https" {
  security_group_id = aws_security_group.job.id
  description       = "AWS's services"
  cidr_ipv4         = "0.0.0.0/0"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
}

resource "aws_vpc_security_group_egress_rule" "postgres" {
  security_group_id = aws_security_group.job.id
  description       = "PostgreSQL"
  cidr_ipv4         = var.pg_cidr
  ip_protocol       = "tcp"
  from_port         = var.pg_port
  to_port           = var.pg_port
}
