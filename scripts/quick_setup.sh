#!/usr/bin/env bash
# From a database to a running pipeline: asks, looks at the database, writes terraform.tfvars and deploys.
#
# Needs terraform, docker and the cloud's command, logged in.
# scripts/quick_setup.ps1 does the same.
# shellcheck disable=SC2154 # the answers are variables that are set by their names
set -euo pipefail

usage() {
  cat <<'TEXT'
Usage: scripts/quick_setup.sh [ANSWER]... [--yes] [--password-stdin] [--skip-doctor] [--no-deploy] [--dry-run] [--help]

Asks for what it needs, offering what terraform.tfvars says already; looks at the database (cdc doctor); writes
terraform/CLOUD/terraform.tfvars, readable by you alone and without the password; deploys. It may be run again.

  --cloud azure|aws|gcp         --pg-host HOST                --pg-ssl-mode MODE
  --name NAME                   --pg-port PORT                --table-include SCHEMA.TABLE,…
  --region REGION               --pg-database DATABASE        --size small|medium|large
  --alert-email ADDRESS         --pg-user USER                --image-tag TAG
                                --pg-publication PUBLICATION
                                --pg-slot SLOT
  Azure:  --subscription-id ID  --resource-group-name NAME    --acr-name NAME    --storage-account-name NAME
  AWS:    --s3-bucket-name NAME
  Google: --project-id ID       --gcs-bucket-name NAME        --runtime cloud_run|vm

  --yes             ask nothing: what is not given has its default
  --password-stdin  read the password of the PostgreSQL user from standard input; needs --yes
  --skip-doctor     do not look at the database: where this machine cannot reach it
  --no-deploy       stop when terraform.tfvars is written
  --dry-run         print what would be done, and do nothing

The password is taken from standard input, terraform.tfvars, TF_VAR_pg_password or PG_PASSWORD, or asked for.
TEXT
}

self=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=scripts/lib/deployment.sh
source "${self}/lib/deployment.sh"
yes=
password_stdin=
skip_doctor=
no_deploy=
wrong=() # what keeps it from going on, all of it
pairs=() # variable, answer, …: for terraform.tfvars
flags=' cloud name region alert_email pg_host pg_port pg_database pg_user pg_publication pg_slot pg_ssl_mode'
flags+=' table_include size image_tag subscription_id resource_group_name acr_name storage_account_name'
flags+=' s3_bucket_name project_id gcs_bucket_name runtime '

# Takes a flag that is an answer. Arguments: the rest of the command line.
take_answer() {
  local name=${1#--}
  name=${name//-/_}
  [[ $1 == --* && ${flags} == *" ${name} "* ]] || usage_error "there is no $1"
  check_value "$@"
  printf -v "given_${name}" '%s' "$2"
}

# Settles one answer: the flag's, or what is typed, or what terraform.tfvars says, or the default.
# $1: the variable; $2: the question; $3: the default; $4: what it must match; $5: that in words.
ask() {
  local variable=$1 default=$3 flag=given_$1 answer
  tfvar "${variable}"
  [[ -z ${!variable} ]] || default=${!variable}
  answer=${!flag:-}
  if [[ -n ${answer} || -n ${yes} ]]; then
    answer=${answer:-${default}}
    [[ ${answer} =~ $4 ]] || wrong+=("--${variable//_/-} must be $5${answer:+, not ${answer}}")
  else
    while :; do
      IFS= read -rp "$2${default:+ [${default}]}: " answer || fail 'the answers ended; with --yes it asks nothing'
      answer=${answer:-${default}}
      [[ ! ${answer} =~ $4 ]] || break
      echo "It must be $5"
    done
  fi
  printf -v "${variable}" '%s' "${answer}"
  [[ -z ${answer} ]] || pairs+=("${variable}" "${answer}")
}

ask_cloud() {
  local answer=${given_cloud:-}
  while [[ -z ${answer} && -z ${yes} ]]; do
    IFS= read -rp 'Which cloud: azure, aws or gcp? ' answer || fail 'the answers ended; with --yes it asks nothing'
  done
  choose_cloud "${answer}"
}

ask_place() {
  case ${cloud} in
    azure)
      ask region 'Region, best that of the database' eastus '^[a-z0-9]+$' 'a region such as eastus'
      ask subscription_id 'Subscription (empty: the one that az has chosen)' '' '^[0-9a-f-]*$' 'the id of a subscription'
      ask resource_group_name 'Resource group to create' postgres-cdc '^[A-Za-z0-9._()-]{1,90}$' 'the name of a resource group'
      ask acr_name 'Container registry to create, unique in the world' '' '^[a-zA-Z0-9]{5,50}$' '5 to 50 letters and digits'
      ask storage_account_name 'Storage account to create, unique in the world' '' '^[a-z0-9]{3,24}$' '3 to 24 of a-z and 0-9'
      ;;
    aws)
      ask region 'Region, best that of the database' us-east-1 '^[a-z0-9-]+$' 'a region such as us-east-1'
      ask s3_bucket_name 'Bucket to create, unique in the world' '' '^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$' '3 to 63 of a-z, 0-9 and hyphen'
      ;;
    gcp)
      ask project_id 'Project' '' '^[a-z][a-z0-9-]{4,28}[a-z0-9]$' 'the id of a project'
      ask region 'Region, best that of the database' us-central1 '^[a-z0-9-]+$' 'a region such as us-central1'
      ask gcs_bucket_name 'Bucket to create, unique in the world' '' '^[a-z0-9][a-z0-9_-]{1,61}[a-z0-9]$' '3 to 63 of a-z, 0-9, - and _'
      ask runtime 'Runs on cloud_run, or on vm at a fifth of the price' cloud_run '^(cloud_run|vm)$' 'cloud_run or vm'
      ;;
    *) ;;
  esac
}

ask_database() {
  ask pg_host 'PostgreSQL host' '' '^[A-Za-z0-9.:_-]+$' 'a name or an address, without a scheme or a port'
  ask pg_port 'Port' 5432 '^[0-9]{1,5}$' 'a port'
  ask pg_database 'Database' '' '.' 'the database to capture'
  ask pg_user 'User, with REPLICATION, and SELECT on the tables' cdc '.' 'a user'
  ask table_include 'Tables, as schema.table, separated by commas' '' '.[.].' 'at least one schema.table'
  ask pg_publication 'Publication of these tables' cdc_pub '.' 'a publication'
  ask pg_slot 'Replication slot, which the job makes' cdc_slot '^[a-z0-9_]{1,63}$' '1 to 63 of a-z, 0-9 and _'
  ask pg_ssl_mode 'Encryption of the connection' require '^(disable|allow|prefer|require|verify-ca|verify-full)$' \
    'disable, allow, prefer, require, verify-ca or verify-full'
}

ask_job() {
  ask name 'What the names of everything begin with' postgres-cdc '^[a-z][a-z0-9-]{1,18}[a-z0-9]$' '3 to 20 of a-z, 0-9 and hyphen'
  ask size 'Size: small, medium or large (docs/cost.md)' small '^(small|medium|large)$' 'small, medium or large'
  ask alert_email 'Who is told of alerts (empty: nobody)' '' '^(.+@.+)?$' 'an e-mail address'
}

# The doctor by ./cdc where it can be built or run here, else in a container of the image that is deployed.
look_at_the_database() {
  local place store status=0 names name doctor
  if [[ -n ${dry_run} ]]; then
    echo "    would run: cdc doctor, for ${pg_database} at ${pg_host}:${pg_port} as ${pg_user}"
    return
  fi
  names=(PG_HOST PG_PORT PG_DATABASE PG_USER PG_PASSWORD PG_PUBLICATION PG_SLOT PG_SSL_MODE TABLE_INCLUDE LANDING_URI CHECKPOINT_URI)
  place=$(mktemp -d) # the pipeline's own store is not there yet
  store=${place}
  if command -v java >/dev/null && command -v mvn >/dev/null; then
    doctor=("${root}/cdc" doctor)
  else
    store=/tmp
    run docker build --tag cdc-doctor "${root}"
    doctor=(docker run --rm)
    for name in "${names[@]}"; do
      doctor+=(--env "${name}") # the name alone: the value stays in the environment
    done
    doctor+=(cdc-doctor doctor)
  fi
  PG_HOST=${pg_host} PG_PORT=${pg_port} PG_DATABASE=${pg_database} PG_USER=${pg_user} PG_PASSWORD=${pg_password} \
    PG_PUBLICATION=${pg_publication} PG_SLOT=${pg_slot} PG_SSL_MODE=${pg_ssl_mode} TABLE_INCLUDE=${table_include} \
    LANDING_URI=file://${store}/landing CHECKPOINT_URI=file://${store}/checkpoints \
    "${doctor[@]}" </dev/null || status=$?
  rm -rf "${place}"
  case ${status} in
    0) ;;
    1) fail 'the database is not ready: mend what is critical above, and run this again' ;;
    *) fail 'the doctor could not look at everything, see above; if this machine cannot reach the database: --skip-doctor' ;;
  esac
}

while (($# > 0)); do
  case $1 in
    -h | --help)
      usage
      exit 0
      ;;
    --yes) yes=yes ;;
    --password-stdin) password_stdin=yes ;;
    --skip-doctor) skip_doctor=yes ;;
    --no-deploy) no_deploy=yes ;;
    --dry-run) dry_run=yes ;;
    *)
      take_answer "$@"
      shift
      ;;
  esac
  shift
done
[[ -z ${password_stdin} || -n ${yes} ]] || usage_error '--password-stdin needs --yes: there is no input for answers'
ask_cloud

step 'Checking tools and login'
need terraform docker "${cli}"
check_login

step 'Asking'
ask_place
ask_database
ask_job
if ((${#wrong[@]} > 0)); then
  printf "${program}: %s\n" "${wrong[@]}" >&2
  exit 2
fi
read_password "${password_stdin}"

if [[ -z ${skip_doctor} ]]; then
  step 'Looking at the database'
  look_at_the_database
fi

step 'Writing terraform.tfvars'
if [[ -n ${dry_run} ]]; then
  echo "    would write ${answers}"
else
  set_tfvars "${pairs[@]}"
  echo "${answers} (mode 600, without the password)"
fi
[[ -z ${no_deploy} ]] || exit 0

arguments=("${cloud}")
[[ -z ${given_image_tag:-} ]] || arguments+=("${given_image_tag}")
[[ -z ${yes} ]] || arguments+=(--yes)
[[ -z ${dry_run} ]] || arguments+=(--dry-run)
TF_VAR_pg_password=${pg_password} "${self}/deploy.sh" "${arguments[@]}"
