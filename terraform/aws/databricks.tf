# A role that Unity Catalog assumes to read the landing. It needs the external id that Databricks shows for the storage
# credential: create the credential with this role's name, then set databricks_reader to that id and apply again.
# Databricks wants the role to be able to assume itself.

locals {
  databricks_role = "${var.name}-databricks"
  # Databricks documents this role of its own account for all workspaces of the commercial regions.
  unity_catalog_role = "arn:aws:iam::414351767826:role/unity-catalog-prod-UCMasterRole-14S5ZJVKOTYTL"
  account_id         = split(":", aws_ecr_repository.job.arn)[4]
  databricks_arn     = "arn:aws:iam::${local.account_id}:role/${local.databricks_role}"
}

resource "aws_iam_role" "databricks" {
  count = var.databricks_reader == null ? 0 : 1

  name        = local.databricks_role
  description = "Databricks Unity Catalog, to read the landing of ${var.name}"

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "UnityCatalog"
        Effect    = "Allow"
        Action    = ["sts:AssumeRole"]
        Principal = { AWS = local.unity_catalog_role }
        Condition = { StringEquals = { "sts:ExternalId" = var.databricks_reader } }
      },
      {
        Sid       = "Itself" # by a condition: as a principal it would have to exist before
        Effect    = "Allow"
        Action    = ["sts:AssumeRole"]
        Principal = { AWS = "arn:aws:iam::${local.account_id}:root" }
        Condition = { ArnEquals = { "aws:PrincipalArn" = local.databricks_arn } }
      },
    ]
  })
}

resource "aws_iam_role_policy" "databricks" {
  count = var.databricks_reader == null ? 0 : 1

  name = "read-landing"
  role = aws_iam_role.databricks[0].name

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat([
      {
        Sid      = "FindTheLanding"
        Effect   = "Allow"
        Action   = ["s3:GetBucketLocation"]
        Resource = [aws_s3_bucket.lake.arn]
      },
      {
        Sid       = "ListTheLanding"
        Effect    = "Allow"
        Action    = ["s3:ListBucket"]
        Resource  = [aws_s3_bucket.lake.arn]
        Condition = { StringLike = { "s3:prefix" = ["landing", "landing/*"] } }
      },
      {
        Sid      = "ReadTheLanding"
        Effect   = "Allow"
        Action   = ["s3:GetObject"]
        Resource = ["${aws_s3_bucket.lake.arn}/landing/*"]
      },
      {
        Sid      = "AssumeItself"
        Effect   = "Allow"
        Action   = ["sts:AssumeRole"]
        Resource = [local.databricks_arn]
      },
      ], [for key in var.kms_key_arn[*] : {
        Sid      = "DecryptTheLanding"
        Effect   = "Allow"
        Action   = ["kms:Decrypt"]
        Resource = [key]
    }])
  })
}
