locals {
  image = var.image != null ? var.image : "${aws_ecr_repository.job.repository_url}:${var.image_tag}"
}

resource "aws_ecr_repository" "job" {
  name                 = var.name
  image_tag_mutability = "IMMUTABLE" # a rollback finds what it had
  force_delete         = true        # images can be built again

  image_scanning_configuration {
    scan_on_push = true
  }

  encryption_configuration {
    encryption_type = "AES256"
  }
}

resource "aws_ecr_lifecycle_policy" "job" {
  repository = aws_ecr_repository.job.name

  policy = jsonencode({
    rules = [{
      rulePriority = 1
      description  = "keep the newest 20 images"
      selection    = { tagStatus = "any", countType = "imageCountMoreThan", countNumber = 20 }
      action       = { type = "expire" }
    }]
  })
}
