resource "aws_secretsmanager_secret" "pg_password" {
  name                    = "${var.name}/pg-password"
  description             = "Password of ${var.pg_user} at ${var.pg_host}, for the pipeline ${var.name}"
  kms_key_id              = var.kms_key_arn
  recovery_window_in_days = 7
}

resource "aws_secretsmanager_secret_version" "pg_password" {
  secret_id                = aws_secretsmanager_secret.pg_password.id
  secret_string_wo         = var.pg_password # write-only: not in the state
  secret_string_wo_version = var.pg_password_version
}
