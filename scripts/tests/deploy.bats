#!/usr/bin/env bats
# scripts/deploy.sh and scripts/build_and_push.sh, with fakes of the clouds' tools.
# shellcheck disable=SC2154 # world and bats set them
bats_require_minimum_version 1.5.0
load world

setup() {
  world
  export TF_VAR_pg_password=s3cret-of-pg
  answers aws
  answers azure
  answers gcp
  deploy=${copy}/scripts/deploy.sh
}

@test "the first time, the registry is made before the image, and the image before the job" {
  run "${deploy}" aws 1.0 --yes
  [ "${status}" -eq 0 ]
  called 'aws sts' 'terraform .* init' 'terraform .* apply -auto-approve -var run=false -var image_tag=1.0' \
    'docker login' 'docker build .*registry.example/cdc:1.0' 'docker push registry.example/cdc:1.0' \
    'terraform .* apply -auto-approve -var image_tag=1.0$' 'aws ecs wait services-stable'
  says 'make health-aws'
}

@test "a job that runs is not paused by the next deployment" {
  cp -r "${WORLD}/made" "${WORLD}/outputs"
  run "${deploy}" gcp 1.1 --yes
  [ "${status}" -eq 0 ]
  never_called 'terraform .*run=false'
  called 'docker push registry.example/cdc:1.1' 'terraform .* apply'
}

@test "an image that is in the registry already is not built again" {
  cp -r "${WORLD}/made" "${WORLD}/outputs"
  echo registry.example/cdc:1.1 >"${WORLD}/images"
  run "${deploy}" azure 1.1 --yes
  [ "${status}" -eq 0 ]
  never_called 'docker (build|push)'
  called 'terraform .* apply'
}

@test "an image elsewhere is neither built nor waited for" {
  answers aws 'image = "elsewhere.example/cdc:3"'
  run "${deploy}" aws 3 --yes
  [ "${status}" -eq 0 ]
  never_called docker
  never_called 'terraform .*run=false'
}

@test "an image that cannot be pushed leaves the job as it is" {
  cp -r "${WORLD}/made" "${WORLD}/outputs"
  FAIL='docker push' run "${deploy}" aws 1.1 --yes
  [ "${status}" -eq 1 ]
  says 'docker failed, the reason stands above'
  never_called 'terraform .* apply'
}

@test "after a failure the same command goes on" {
  FAIL='docker build' run "${deploy}" aws 1.1 --yes
  [ "${status}" -eq 1 ]
  : >"${CALLS}"
  run "${deploy}" aws 1.1 --yes
  [ "${status}" -eq 0 ]
  never_called 'terraform .*run=false'
  called 'docker push' 'terraform .* apply'
}

@test "the password reaches terraform by its environment, and no command line" {
  run "${deploy}" gcp 1.0 --yes
  [ "${status}" -eq 0 ]
  [ "$(sort -u "${WORLD}/passwords")" = s3cret-of-pg ]
  never_called '.*s3cret'
  [[ ${output} != *s3cret* ]]
  run grep -r s3cret "${copy}/terraform"
  [ "${status}" -eq 1 ]
}

@test "the password may come by standard input" {
  unset TF_VAR_pg_password
  run bash -c "echo from-stdin | '${deploy}' aws 1.0 --yes --password-stdin"
  [ "${status}" -eq 0 ]
  [ "$(sort -u "${WORLD}/passwords")" = from-stdin ]
}

@test "the tokens of registries go by standard input" {
  run "${deploy}" aws 1.0 --yes
  [ "${status}" -eq 0 ]
  run "${deploy}" gcp 1.0 --yes
  [ "${status}" -eq 0 ]
  [ "$(cat "${WORLD}/logins")" = $'token-of-aws\ntoken-of-google' ]
  never_called '.*token-of'
}

@test "without a password it says how to give one" {
  unset TF_VAR_pg_password
  run "${deploy}" aws 1.0 --yes </dev/null
  [ "${status}" -eq 1 ]
  says 'set TF_VAR_pg_password, or pipe it in with --password-stdin'
  never_called 'terraform .* apply'
}

@test "the password of the example is refused" {
  answers aws 'pg_password = "change-me" # better: leave this line out'
  run "${deploy}" aws 1.0 --yes
  [ "${status}" -eq 1 ]
  says 'is still change-me'
}

@test "without a terminal nothing is changed unless --yes approves" {
  run "${deploy}" aws 1.0 </dev/null
  [ "${status}" -eq 2 ]
  says '--yes approves'
  [ ! -s "${CALLS}" ]
}

@test "a dry run runs nothing, in every cloud" {
  for cloud in aws azure gcp; do
    run "${deploy}" "${cloud}" 1.0 --dry-run
    [ "${status}" -eq 0 ]
    says "would run: terraform -chdir=terraform/${cloud} apply -var run=false -var image_tag=1.0"
    says 'would run: docker push'
    run "${deploy}" "${cloud}" --destroy --dry-run
    [ "${status}" -eq 0 ]
    says "would run: terraform -chdir=terraform/${cloud} destroy"
  done
  [ ! -s "${CALLS}" ]
}

@test "all missing tools are named at once, with the way to get them" {
  tools=${BATS_TEST_TMPDIR}/few
  mkdir "${tools}"
  for tool in bash dirname; do
    ln -s "$(command -v "${tool}")" "${tools}"
  done
  PATH=${tools} run -127 "${deploy}" azure 1.0 --yes
  says 'terraform is needed and not on PATH. Get it: 1.11 or newer: https://developer.hashicorp.com/terraform/install'
  says 'docker is needed'
  says 'az is needed'
}

@test "who is not logged in is told the command" {
  FAIL='az account show' run "${deploy}" azure 1.0 --yes
  [ "${status}" -eq 1 ]
  says 'az login'
  never_called terraform
}

@test "answers that are missing are asked for by name" {
  rm "${copy}/terraform/aws/terraform.tfvars"
  run "${deploy}" aws 1.0 --yes
  [ "${status}" -eq 1 ]
  says 'scripts/quick_setup.sh writes it'
}

@test "terraform.tfvars becomes private, remembers the tag and keeps the rest" {
  answers aws 'image_tag = "0.9" # the old one' 'settings = {' '  LANDING_COMPRESSION = "zstd"' '}'
  chmod 644 "${copy}/terraform/aws/terraform.tfvars"
  run "${deploy}" aws 1.0 --yes
  [ "${status}" -eq 0 ]
  [ "$(stat -c %a "${copy}/terraform/aws/terraform.tfvars")" = 600 ]
  diff "${copy}/terraform/aws/terraform.tfvars" - <<'TEXT'
pg_host = "db.example.com"
image_tag = "1.0"
settings = {
  LANDING_COMPRESSION = "zstd"
}
TEXT
}

@test "an image for ARM is built where terraform.tfvars asks for it" {
  answers aws 'cpu_architecture = "ARM64"'
  run "${deploy}" aws 1.0 --yes
  [ "${status}" -eq 0 ]
  called 'docker build --platform linux/arm64'
}

@test "on Azure the old revision is deactivated, and the new one is not" {
  run "${deploy}" azure 1.0 --yes
  [ "${status}" -eq 0 ]
  called 'terraform .* apply' 'az containerapp revision deactivate .* --revision app--1$'
  never_called 'az containerapp revision deactivate .*app--2'
}

@test "on Azure everything is done in the subscription of terraform.tfvars" {
  answers azure 'subscription_id = "sub-1"'
  run "${deploy}" azure 1.0 --yes
  [ "${status}" -eq 0 ]
  called 'az acr login .*--subscription sub-1' 'az containerapp revision list .*--subscription sub-1' \
    'az containerapp revision deactivate .*--subscription sub-1'
}

@test "on Azure the old revision goes on if the new one does not start" {
  echo app--1 >"${WORLD}/ready"
  run "${deploy}" azure 1.0 --yes
  [ "${status}" -eq 1 ]
  says 'revision app--2 does not start'
  never_called 'az containerapp revision deactivate'
}

@test "on Cloud Run all traffic goes to the newest revision, by which the old one ends" {
  run "${deploy}" gcp 1.0 --yes
  [ "${status}" -eq 0 ]
  called 'gcloud run services update-traffic the-service-name --project the-project-id --region the-region --to-latest'
}

@test "Google's machine is replaced, and there is no traffic to move" {
  printf vm >"${WORLD}/made/runtime"
  run "${deploy}" gcp 1.0 --yes
  [ "${status}" -eq 0 ]
  never_called 'gcloud run'
}

@test "removing from Azure keeps the data" {
  printf '%s\n' 'azurerm_resource_group.job' 'azurerm_storage_account.lake' \
    'azurerm_storage_container.lake["landing"]' >"${WORLD}/state"
  answers azure 'pg_slot = "my_slot"'
  run "${deploy}" azure --destroy --yes
  [ "${status}" -eq 0 ]
  called 'terraform .* state rm azurerm_storage_account.lake' 'terraform .* state rm azurerm_resource_group.job' \
    'terraform .* destroy -auto-approve'
  says "SELECT pg_drop_replication_slot('my_slot');"
}

@test "removing from Azure again does not stumble over what was kept" {
  : >"${WORLD}/state"
  run "${deploy}" azure --destroy --yes
  [ "${status}" -eq 0 ]
  never_called 'terraform .* state rm'
  called 'terraform .* destroy'
}

@test "removing from Azure with its data is to be asked for" {
  run "${deploy}" azure --destroy --delete-data --yes
  [ "${status}" -eq 0 ]
  never_called 'terraform .* state'
  called 'terraform .* destroy'
}

@test "a wrong cloud and a wrong flag are refused" {
  run "${deploy}" ibm
  [ "${status}" -eq 2 ]
  says 'there is no cloud ibm: azure, aws or gcp'
  run "${deploy}" aws --fast
  [ "${status}" -eq 2 ]
  says 'there is no --fast'
  run "${deploy}" aws 1.0 --platform
  [ "${status}" -eq 2 ]
  says '--platform needs a value'
}

@test "each cloud has a script of its own" {
  for cloud in aws azure gcp; do
    : >"${CALLS}"
    run "${copy}/scripts/deploy-${cloud}.sh" 1.0 --yes
    [ "${status}" -eq 0 ]
    called "terraform -chdir=.*/terraform/${cloud} apply"
  done
}

@test "without a tag the image is named for the commit" {
  git init -q "${copy}"
  git -C "${copy}" -c user.name=x -c user.email=x@example.com commit -q --allow-empty -m x
  commit=$(git -C "${copy}" rev-parse --short=12 HEAD)
  run "${deploy}" aws --yes
  [ "${status}" -eq 0 ]
  called "docker push registry.example/cdc:${commit}-20[0-9]{12}$" # with the time: the files are not committed
}

@test "an image cannot be pushed before there is a registry" {
  run "${copy}/scripts/build_and_push.sh" aws 1.0
  [ "${status}" -eq 1 ]
  says 'scripts/deploy.sh aws applies it'
  never_called docker
}

@test "make deploys, and asks for health where the log of each cloud is" {
  run make -C "${copy}" deploy-gcp IMAGE_TAG=1.0 ARGS=--yes
  [ "${status}" -eq 0 ]
  called 'docker push registry.example/cdc:1.0' 'terraform -chdir=.*/terraform/gcp apply'
  run make -C "${copy}" push CLOUD=aws IMAGE_TAG=1.1
  [ "${status}" -eq 0 ]
  called 'docker push registry.example/cdc:1.1'
  for cloud in aws azure gcp; do
    run make -C "${copy}" -n "health-${cloud}"
    [ "${status}" -eq 0 ]
    place=$(sed -nE 's/.*output -raw ([a-z_]+)\)"$/\1/p' <<<"${output}")
    grep -qx "output \"${place}\" {" "${BATS_TEST_DIRNAME}/../../terraform/${cloud}/outputs.tf"
  done
}
