#!/usr/bin/env bash
# Checks the Terraform modules without an account at any cloud: format, validation, tests against mock providers,
# a plan where the provider can make one by itself (AWS), and that the clouds ask and answer by the same names.
#
# Needs terraform 1.11 or newer and the providers, from the registry or a mirror on disk.
# Changes nothing: each module is checked in a copy.
set -euo pipefail

usage() {
  cat <<'TEXT'
Usage: scripts/check_terraform.sh [--mirror DIR]... [--skip-missing] [--help] [MODULE...]
       scripts/check_terraform.sh --quick

Checks the modules under terraform/, or those that are named.

  --mirror DIR    take providers from this directory (the layout of `terraform providers mirror`) instead of the
                  registry; may be given several times
  --skip-missing  where terraform or a provider cannot be had, say so and go on instead of failing
  --quick         names and format alone, which need no provider; the format is skipped without terraform
TEXT
}

fail() {
  printf 'check_terraform: %s\n' "$*" >&2
  exit 1
}

# Says what is left out; fails unless that is allowed.
missing() {
  [[ -n ${skip_missing} ]] || fail "$1 (--skip-missing goes on without)"
  echo "SKIPPED: $1"
  skipped=$((skipped + 1))
}

# Prints a configuration of terraform that takes providers from the mirrors alone.
mirror_configuration() {
  echo 'disable_checkpoint = true'
  ((${#mirrors[@]} > 0)) || return 0
  echo 'provider_installation {'
  printf '  filesystem_mirror {\n    path = "%s"\n  }\n' "${mirrors[@]}"
  echo '}'
}

# Prints the names that a module declares. $1: variable or output; $2: the module.
declared() {
  sed -nE "s/^$1 \"([a-z0-9_]+)\" \{\$/\1/p" "$2"/*.tf | sort
}

# The modules of a folder ask for the same as AWS's, word by word, and have the outputs that all three share.
# $1: the folder; then the outputs.
same_names() {
  local folder=${root}/$1 cloud name names
  shift
  for cloud in aws azure gcp; do
    cmp "${folder}"/{aws,"${cloud}"}/variables.tf || fail "${folder}: variables.tf must be the same for every cloud"
    names=$(declared output "${folder}/${cloud}")
    for name in "$@"; do
      grep -qx "${name}" <<<"${names}" || fail "${folder}/${cloud} has no output ${name}, as the other clouds have"
    done
  done
}

# AWS's provider plans without an account, if nobody asks it who it is.
plan_without_account() {
  cat >"$1/check_override.tf" <<'HCL'
provider "aws" {
  access_key                  = "none"
  secret_key                  = "none"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_requesting_account_id  = true
}
HCL
  terraform -chdir="$1" plan -no-color -input=false -lock=false -refresh=false \
    -var-file=terraform.tfvars.example -out=check.plan >"$1/plan.txt" 2>&1 || {
    cat "$1/plan.txt" >&2
    return 1
  }
  grep '^Plan:' "$1/plan.txt"
  if terraform -chdir="$1" show -json check.plan | grep -q '"secret_string":"[^"]'; then
    fail 'the plan holds the password'
  fi
}

check() {
  local module=$1 copy=${work}/module provider
  echo "== ${module#"${root}/"}"
  rm -rf "${copy}"
  cp -r "${module}" "${copy}"
  # what a working copy has beside the sources, such as a lock file of another platform or an answer file
  rm -rf "${copy}"/.terraform "${copy}"/.terraform.lock.hcl "${copy}"/*.tfstate* "${copy}"/terraform.tfvars
  find "${copy}" -mindepth 2 -name '*.tf' -exec false {} + || fail "${module}: a root module must hold no other"
  if grep -rnF '../' "${copy}" --include='*.tf'; then
    fail "${module}: the module must be self-contained"
  fi
  terraform -chdir="${copy}" fmt -check -recursive -diff
  if ! terraform -chdir="${copy}" init -backend=false -input=false -no-color >"${work}/init.txt" 2>&1; then
    grep -qE 'Failed to query available provider packages|Failed to install provider' "${work}/init.txt" || {
      cat "${work}/init.txt" >&2
      return 1
    }
    provider=$(grep -oE 'hashicorp/[a-z]+' "${work}/init.txt" | head -n 1)
    missing "the provider ${provider} cannot be had: ${module#"${root}/"}"
    return 0
  fi
  terraform -chdir="${copy}" validate -no-color
  [[ ! -d ${copy}/tests ]] || terraform -chdir="${copy}" test -no-color
  if grep -q '"hashicorp/aws"' "${copy}/versions.tf"; then
    plan_without_account "${copy}"
  fi
}

main() {
  local modules=() module quick=
  mirrors=()
  skip_missing=
  skipped=0
  while (($# > 0)); do
    case $1 in
      -h | --help)
        usage
        return
        ;;
      --mirror)
        [[ -d ${2:-} ]] || fail "--mirror needs a directory: ${2:-nothing} is none"
        mirrors+=("$(realpath "$2")")
        shift
        ;;
      --skip-missing) skip_missing=yes ;;
      --quick)
        quick=yes
        skip_missing=yes
        ;;
      -*)
        usage >&2
        exit 2
        ;;
      *) modules+=("$(realpath "$1")") ;;
    esac
    shift
  done

  same_names terraform region landing_uri checkpoint_uri image_repository image service_name identity \
    pg_password_secret logs_command status_command databricks_external_location
  same_names terraform/kubernetes cluster_name kubeconfig_command namespace service_account \
    service_account_annotations pod_labels identity landing_uri checkpoint_uri
  echo 'names: the same for every cloud'
  if ! command -v terraform >/dev/null; then
    missing 'terraform is not installed: https://developer.hashicorp.com/terraform/install'
    return
  fi
  if [[ -n ${quick} ]]; then
    terraform fmt -check -recursive -diff "${root}/terraform"
    echo 'format: as terraform fmt writes it'
    return
  fi
  ((${#modules[@]} > 0)) || modules=("${root}"/terraform/{aws,azure,gcp} "${root}"/terraform/kubernetes/*)
  work=$(mktemp -d)
  trap 'rm -rf "${work}"' EXIT
  mirror_configuration >"${work}/terraformrc"
  export TF_CLI_CONFIG_FILE=${work}/terraformrc
  for module in "${modules[@]}"; do
    [[ -f ${module}/versions.tf ]] || continue
    check "${module}"
  done
  if ((skipped > 0)); then
    echo "What could be checked is well; skipped: ${skipped}"
  else
    echo 'All is well.'
  fi
}

self=$(readlink -f "$0")
root=${self%/scripts/*}
main "$@"
