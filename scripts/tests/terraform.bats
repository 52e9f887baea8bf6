#!/usr/bin/env bats
# scripts/deploy.sh with the real terraform, and a module without a provider in the place of the cloud's.
# shellcheck disable=SC2016,SC2154 # what is quoted is meant so; world and bats set variables
bats_require_minimum_version 1.5.0
load world

setup() {
  real=$(command -v terraform) || skip 'terraform is not installed'
  world
  export TF_VAR_pg_password=s3cret-of-pg
  printf 'disable_checkpoint = true\n' >"${BATS_TEST_TMPDIR}/terraformrc"
  export TF_CLI_CONFIG_FILE=${BATS_TEST_TMPDIR}/terraformrc
  rm "${BATS_TEST_TMPDIR}/bin/terraform"
  printf '#!/bin/sh\necho "terraform $*" >>"$CALLS"\nexec "%s" "$@"\n' "${real}" >"${BATS_TEST_TMPDIR}/bin/terraform"
  chmod +x "${BATS_TEST_TMPDIR}/bin/terraform"
  module=${copy}/terraform/aws
  answers aws
  cat >"${module}/main.tf" <<'HCL'
variable "pg_host" {
  type = string
}

variable "pg_password" {
  type      = string
  sensitive = true

  validation {
    condition     = var.pg_password == "s3cret-of-pg" || var.pg_password == "unused"
    error_message = "another password arrived"
  }
}

variable "image_tag" {
  type = string
}

variable "run" {
  type    = bool
  default = true
}

resource "terraform_data" "job" {
  count = var.run ? 1 : 0
  input = var.image_tag
}

output "image_repository" {
  value = "registry.example/cdc"
}

output "runs" {
  value = var.run ? var.image_tag : "nothing"
}
HCL
  for name in region service_name cluster_name landing_uri logs_command status_command; do
    printf 'output "%s" {\n  value = "the-%s"\n}\n' "${name}" "${name}" >>"${module}/main.tf"
  done
}

@test "real terraform: registry, image and job come up in this order, and the next version replaces the job" {
  run "${copy}/scripts/deploy.sh" aws 1.0 --yes
  [ "${status}" -eq 0 ]
  called 'terraform .* output .*image_repository' 'terraform .* apply .*run=false' 'docker push' 'terraform .* apply'
  [ "$(terraform -chdir="${module}" output -raw runs)" = 1.0 ]
  : >"${CALLS}"
  run "${copy}/scripts/deploy.sh" aws 1.1 --yes
  [ "${status}" -eq 0 ]
  never_called 'terraform .*run=false'
  [ "$(terraform -chdir="${module}" output -raw runs)" = 1.1 ]
  # and a plain apply afterwards changes nothing
  run terraform -chdir="${module}" plan -detailed-exitcode -input=false
  [ "${status}" -eq 0 ]
  run grep s3cret "${module}"/terraform.tf* "${CALLS}"
  [ "${status}" -eq 1 ]
  run "${copy}/scripts/deploy.sh" aws --destroy --yes
  [ "${status}" -eq 0 ]
  [ -z "$(terraform -chdir="${module}" state list)" ]
}
