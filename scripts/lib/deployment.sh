#!/usr/bin/env bash
# What the scripts that deploy have in common. Sourced, not run; bash 3.2 is enough (macOS has no newer one).
# scripts/lib/deployment.ps1 is the same.
# shellcheck disable=SC2034 # who sources it uses what it sets

program=${0##*/}
program=${program%.sh} # its name in messages
dry_run=               # or yes
library=${BASH_SOURCE[0]%/*}
root=$(cd "${library}/../.." && pwd)

fail() {
  printf '%s: %s\n' "${program}" "$*" >&2
  exit 1
}

usage_error() {
  printf '%s: %s; see --help\n' "${program}" "$*" >&2
  exit 2
}

step() {
  printf '==> %s\n' "$*"
}

# A flag that takes a value has one. Arguments: the rest of the command line.
check_value() {
  [[ $# -ge 2 && -n $2 ]] || usage_error "$1 needs a value"
}

# Prints a command that a dry run leaves out, as one could type it.
show() {
  local word
  printf '    would run:'
  for word in "$@"; do
    [[ ${word} =~ ^[A-Za-z0-9_./:=@,+-]+$ ]] || word="'${word}'"
    printf ' %s' "${word}"
  done
  echo
}

run() {
  if [[ -n ${dry_run} ]]; then
    show "$@"
  else
    "$@" || fail "$1 failed, the reason stands above"
  fi
}

how_to_get() {
  case $1 in
    terraform) echo '1.11 or newer: https://developer.hashicorp.com/terraform/install' ;;
    docker) echo 'https://docs.docker.com/engine/install' ;;
    az) echo 'https://learn.microsoft.com/cli/azure/install-azure-cli' ;;
    aws) echo 'https://docs.aws.amazon.com/cli/latest/userguide/getting-started-install.html' ;;
    gcloud) echo 'https://cloud.google.com/sdk/docs/install' ;;
    curl) echo 'https://curl.se/download.html' ;;
    java | mvn) echo 'scripts/install_prerequisites.sh' ;;
    *) ;;
  esac
}

# Names all tools that are missing at once. A dry run goes on without them.
need() {
  local tool hint missing=
  for tool in "$@"; do
    command -v "${tool}" >/dev/null && continue
    hint=$(how_to_get "${tool}")
    printf '%s: %s is needed and not on PATH. Get it: %s\n' "${program}" "${tool}" "${hint}" >&2
    missing=yes
  done
  [[ -z ${missing} || -n ${dry_run} ]] || exit 127
}

# Takes the cloud of the command line; sets `cloud`, its command `cli`, `module` and `answers`.
choose_cloud() {
  case $1 in
    azure) cli=az ;;
    aws) cli=aws ;;
    gcp) cli=gcloud ;;
    '') usage_error 'which cloud? azure, aws or gcp' ;;
    *) usage_error "there is no cloud $1: azure, aws or gcp" ;;
  esac
  cloud=$1
  module=${root}/terraform/${cloud}
  answers=${module}/terraform.tfvars
}

check_login() {
  [[ -z ${dry_run} ]] || return 0
  case ${cloud} in
    azure) az account show >/dev/null || fail 'az is not logged in: az login' ;;
    aws) aws sts get-caller-identity >/dev/null || fail 'aws is not logged in: aws sso login, or aws configure' ;;
    gcp)
      gcloud auth print-access-token >/dev/null || fail 'gcloud is not logged in: gcloud auth login'
      gcloud auth application-default print-access-token >/dev/null ||
        fail 'terraform has no credentials: gcloud auth application-default login'
      ;;
    *) ;;
  esac
}

# Sets a variable to what terraform.tfvars says, if that is in one line, else to nothing. $1: the variable there and here.
tfvar() {
  local text='' quoted="\"(([^\"\\]|\\\\.)*)\"" plain='([0-9a-z]+)' comment='[[:space:]]*(#.*)?'
  if [[ -f ${answers} ]]; then
    text=$(sed -nE "s/^$1[[:space:]]*=[[:space:]]*(${quoted}|${plain})${comment}\$/\2\4/p" "${answers}")
    text=$(sed -E 's/\\(["\\])/\1/g; s/([$%])[$%]\{/\1{/g' <<<"${text}")
  fi
  printf -v "$1" '%s' "${text}"
}

# Prints one line of terraform.tfvars.
assignment() {
  local text
  # a backslash and a quote end or change a string, ${ and %{ would be evaluated
  text=$(sed -E 's/(["\\])/\\\1/g; s/([$%])\{/\1\1{/g' <<<"$2")
  if [[ $1 == pg_port ]]; then
    printf '%s = %s\n' "$1" "${text}"
  else
    printf '%s = "%s"\n' "$1" "${text}"
  fi
}

# Writes answers into terraform.tfvars, mode 600: in the place of a variable's line, or at the end. What else the file
# holds stays. Arguments: variable, value, variable, value …
set_tfvars() {
  local temporary line name written=' ' new
  temporary=$(mktemp "${answers}.XXXXXX") # mode 600
  if [[ -f ${answers} ]]; then
    while IFS= read -r line || [[ -n ${line} ]]; do
      new=
      if [[ ${line} =~ ^([a-z0-9_]+)[[:space:]]*= ]]; then
        name=${BASH_REMATCH[1]}
        new=$(assignment_of "${name}" "$@")
      fi
      if [[ -n ${new} ]]; then
        line=${new}
        written+="${name} "
      fi
      printf '%s\n' "${line}"
    done <"${answers}" >"${temporary}"
  fi
  while (($# > 0)); do
    [[ ${written} == *" $1 "* ]] || assignment "$1" "$2" >>"${temporary}"
    shift 2
  done
  mv "${temporary}" "${answers}"
}

# Prints the assignment of a variable if it is among the pairs, else nothing. $1: the variable.
assignment_of() {
  local name=$1
  shift
  while (($# > 0)); do
    if [[ $1 == "${name}" ]]; then
      assignment "$1" "$2"
      return
    fi
    shift 2
  done
}

# Sets the variable `output_NAME` to an output of the module; fails without one, unless it is optional: then to nothing.
# $1: its name; $2: optional, or nothing.
output() {
  local text
  if [[ -n ${dry_run} ]]; then
    text="<$1>"
  else
    text=$(terraform -chdir="${module}" output -no-color -raw "$1" 2>/dev/null) || text=
    # without any output terraform warns, on standard output, and is content
    [[ ${text} != *$'\n'* ]] || text=
  fi
  [[ -n ${text} || ${2:-} == optional ]] ||
    fail "terraform/${cloud} has no output $1: scripts/deploy.sh ${cloud} applies it"
  printf -v "output_$1" '%s' "${text}"
}

# A tag for what is checked out, unless one is given: the commit, and the time if something is not committed.
choose_tag() {
  local changes
  image_tag=${1:-}
  [[ -z ${image_tag} ]] || return 0
  image_tag=$(git -C "${root}" rev-parse --short=12 HEAD 2>/dev/null) ||
    fail 'this is no clone with a commit to name the image after: give IMAGE_TAG'
  changes=$(git -C "${root}" status --porcelain)
  if [[ -n ${changes} ]]; then
    changes=$(date -u +%Y%m%d%H%M%S)
    image_tag+=-${changes}
  fi
}

# Reads the password into `pg_password`, and out of the environment: only terraform and the doctor are given it.
# $1: yes to read a line from standard input.
read_password() {
  local from_environment=${TF_VAR_pg_password:-${PG_PASSWORD:-}}
  unset TF_VAR_pg_password PG_PASSWORD
  pg_password=
  if [[ -n $1 ]]; then
    ! grep -qE '^pg_password[[:space:]]*=' "${answers}" 2>/dev/null ||
      fail "${answers} has a pg_password, which terraform prefers to any other: remove that line"
    IFS= read -r pg_password || [[ -n ${pg_password} ]] || fail 'standard input has no password'
  elif grep -qE '^pg_password[[:space:]]*=' "${answers}" 2>/dev/null; then
    tfvar pg_password
    [[ ${pg_password} != change-me ]] || fail "pg_password in ${answers} is still change-me"
  elif [[ -n ${from_environment} ]]; then
    pg_password=${from_environment}
  elif [[ -n ${dry_run} ]]; then
    pg_password=unknown
  elif [[ -t 0 ]]; then
    IFS= read -rsp 'Password of the PostgreSQL user (not shown): ' pg_password
    echo
  fi
  [[ -n ${pg_password} ]] ||
    fail 'the password is missing: set TF_VAR_pg_password, or pipe it in with --password-stdin'
}
