#!/usr/bin/env bash
# Deploys the pipeline to a cloud, or another version of it, or removes it.
#
# Needs terraform, docker and the cloud's command, logged in; terraform/CLOUD/terraform.tfvars, which
# scripts/quick_setup.sh writes. scripts/deploy.ps1 does the same.
# shellcheck disable=SC2154 # output and tfvar set variables by their names
set -euo pipefail

usage() {
  cat <<'TEXT'
Usage: scripts/deploy.sh azure|aws|gcp [IMAGE_TAG] [--yes] [--password-stdin] [--platform PLATFORM] [--dry-run] [--help]
       scripts/deploy.sh azure|aws|gcp --destroy [--delete-data] [--yes] [--dry-run]

Builds and pushes the image of this checkout, and applies terraform/CLOUD. The first time it makes the registry before
the image. It may be run again, after a failure too.

  IMAGE_TAG            default: the commit, with the time if something is not committed
  --yes                do not ask before terraform changes something
  --password-stdin     read the password of the PostgreSQL user from standard input; needs --yes
  --platform PLATFORM  of the image; default: linux/amd64, or linux/arm64 where terraform.tfvars asks for it
  --destroy            remove everything but the data
  --delete-data        with --destroy on Azure: the storage account too (elsewhere empty the bucket first)
  --dry-run            print what would be run, and run nothing

The password is taken from standard input, terraform.tfvars, TF_VAR_pg_password or PG_PASSWORD, or asked for. It is
handed to terraform by the environment, and is on no command line.
TEXT
}

self=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=scripts/lib/deployment.sh
source "${self}/lib/deployment.sh"
yes=
password_stdin=
platform=
destroy=
delete_data=
words=()

# terraform in the module, with the password in its environment alone.
tf() {
  if [[ -n ${dry_run} ]]; then
    show terraform "-chdir=terraform/${cloud}" "$@"
  else
    TF_VAR_pg_password=${pg_password} terraform -chdir="${module}" "$@" || fail "terraform $1 failed, the reason stands above"
  fi
}

check_approval() {
  if [[ -n ${yes} ]]; then
    approval=(-auto-approve)
    return
  fi
  [[ -z ${dry_run} ]] || return 0
  [[ -z ${password_stdin} ]] || usage_error '--password-stdin needs --yes: terraform could not ask'
  [[ -t 0 ]] || usage_error 'terraform cannot ask without a terminal: --yes approves'
}

# terraform asks for the subscription where az has one chosen.
choose_subscription() {
  [[ ${cloud} == azure ]] || return 0
  tfvar subscription_id
  if [[ -z ${subscription_id} && -z ${ARM_SUBSCRIPTION_ID:-} && -z ${dry_run} ]]; then
    ARM_SUBSCRIPTION_ID=$(az account show --query id --output tsv)
    export ARM_SUBSCRIPTION_ID
  fi
}

check_answers() {
  if [[ -f ${answers} ]]; then
    run chmod 600 "${answers}"
  elif [[ -n ${dry_run} ]]; then
    echo "    there is no ${answers} yet"
  else
    fail "there is no ${answers}: scripts/quick_setup.sh writes it, or copy terraform.tfvars.example and fill it in"
  fi
}

# Azure starts the new revision beside the old one and stops the old one when the new one lives. Here it is seen to:
# whatever is active besides the newest is deactivated, once that runs.
one_revision() {
  local app latest ready others other tries
  output resource_group_name
  output service_name
  tfvar subscription_id
  app=(--resource-group "${output_resource_group_name}" --name "${output_service_name}")
  [[ -z ${subscription_id} ]] || app+=(--subscription "${subscription_id}") # not that of az, which may be another
  if [[ -n ${dry_run} ]]; then
    show az containerapp show "${app[@]}" --query properties.latestReadyRevisionName --output tsv
    show az containerapp revision list "${app[@]}" --query '[?properties.active].name' --output tsv
    show az containerapp revision deactivate "${app[@]}" --revision '<old revision>'
    return
  fi
  for ((tries = 60; ; tries--)); do
    latest=$(az containerapp show "${app[@]}" --query properties.latestRevisionName --output tsv)
    ready=$(az containerapp show "${app[@]}" --query properties.latestReadyRevisionName --output tsv)
    [[ ${latest} != "${ready}" ]] || break
    ((tries > 0)) || fail "revision ${latest} does not start, and the one before it goes on; see its log: ${output_logs_command}"
    sleep 10
  done
  others=$(az containerapp revision list "${app[@]}" --query '[?properties.active].name' --output tsv)
  for other in ${others}; do
    if [[ ${other} != "${latest}" ]]; then
      run az containerapp revision deactivate "${app[@]}" --revision "${other}"
    fi
  done
}

one_writer() {
  case ${cloud} in
    azure) one_revision ;;
    aws) # one task, and never two: it only has to have begun
      output region
      output cluster_name
      output service_name
      run aws ecs wait services-stable --region "${output_region}" --cluster "${output_cluster_name}" \
        --services "${output_service_name}"
      ;;
    gcp)
      output runtime
      [[ ${output_runtime} != vm ]] || return 0 # one machine, replaced and not doubled
      output region
      output project_id
      output service_name
      # an instance ends when its revision has no traffic any more
      run gcloud run services update-traffic "${output_service_name}" --project "${output_project_id}" \
        --region "${output_region}" --to-latest
      ;;
    *) ;;
  esac
}

deploy() {
  local push=("${cloud}" "${image_tag}")
  [[ -z ${dry_run} ]] || push+=(--dry-run)
  [[ -z ${platform} ]] || push+=(--platform "${platform}")
  tfvar image

  step 'Preparing terraform'
  tf init -input=false
  if [[ -z ${image} ]]; then
    # run=false would pause a job that runs, so only while there is no registry
    [[ -n ${dry_run} ]] || output image_repository optional
    if [[ -z ${output_image_repository:-} ]]; then
      step 'Making everything but the job, the first time'
      tf apply ${approval[@]+"${approval[@]}"} -var run=false -var "image_tag=${image_tag}"
    fi
    "${self}/build_and_push.sh" "${push[@]}" || fail 'there is no image to run'
    # so that a plain terraform apply later does not go back to another version
    [[ -n ${dry_run} ]] || set_tfvars image_tag "${image_tag}"
  fi

  step 'Starting the job'
  tf apply ${approval[@]+"${approval[@]}"} -var "image_tag=${image_tag}"
  output landing_uri
  output logs_command
  output status_command

  step 'Leaving one writer'
  one_writer
  [[ -z ${dry_run} ]] || return 0

  step 'Deployed'
  echo "Rows land in    ${output_landing_uri}"
  echo "Its log         ${output_logs_command}"
  echo "Does it run?    ${output_status_command}"
  echo "Is it healthy?  make health-${cloud}"
}

destroy() {
  pg_password=unused # terraform wants a value, and makes nothing of it here
  tfvar pg_slot
  step 'Preparing terraform'
  tf init -input=false
  if [[ ${cloud} == azure && -z ${delete_data} ]]; then
    step 'Keeping the data: terraform forgets the storage account'
    keep azurerm_storage_account.lake azurerm_storage_container.lake azurerm_resource_group.job
  fi
  step 'Removing everything else'
  tf destroy ${approval[@]+"${approval[@]}"} -var image_tag=none
  step 'Still to do: drop the slot in PostgreSQL, or it keeps WAL for ever'
  printf "SELECT pg_drop_replication_slot('%s');\n" "${pg_slot:-cdc_slot}"
}

# Forgets resources, as far as terraform still knows them.
keep() {
  local known resource
  if [[ -n ${dry_run} ]]; then
    tf state rm "$@"
    return
  fi
  known=$(terraform -chdir="${module}" state list) || fail 'terraform state list failed, the reason stands above'
  for resource in "$@"; do
    if grep -q "^${resource}" <<<"${known}"; then
      tf state rm "${resource}"
    fi
  done
}

while (($# > 0)); do
  case $1 in
    -h | --help)
      usage
      exit 0
      ;;
    --yes) yes=yes ;;
    --password-stdin) password_stdin=yes ;;
    --platform)
      check_value "$@"
      platform=$2
      shift
      ;;
    --destroy) destroy=yes ;;
    --delete-data) delete_data=yes ;;
    --dry-run) dry_run=yes ;;
    -*) usage_error "there is no $1" ;;
    *) words+=("$1") ;;
  esac
  shift
done
((${#words[@]} <= 2)) || usage_error 'a cloud and a tag are enough'
choose_cloud "${words[0]:-}"
[[ -z ${delete_data} || -n ${destroy} ]] || usage_error '--delete-data goes with --destroy'
approval=()
check_approval

step 'Checking tools and login'
if [[ -n ${destroy} ]]; then
  need terraform "${cli}"
else
  need terraform docker "${cli}"
fi
check_login
check_answers
choose_subscription
if [[ -n ${destroy} ]]; then
  destroy
else
  choose_tag "${words[1]:-}"
  read_password "${password_stdin}"
  deploy
fi
