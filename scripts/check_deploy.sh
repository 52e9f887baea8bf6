#!/usr/bin/env bash
# Checks what deploys, without a cloud: Terraform, Kubernetes, monitoring, workflows, the scripts and their tests.
#
# Needs nothing: what a check needs and is not there is said, and the check left out.
set -euo pipefail

usage() {
  cat <<'TEXT'
Usage: scripts/check_deploy.sh [--mirror DIR] [--help]

  --mirror DIR  take Terraform's providers from this directory (scripts/check_terraform.sh)
TEXT
}

# Runs one check if its tools are there, and keeps in mind what it left out. $1: what it is; $2: the tools; then it.
check() {
  local what=$1 tool line
  echo "== ${what}"
  for tool in $2; do
    if ! command -v "${tool}" >/dev/null; then
      echo "SKIPPED: ${tool} is not there"
      left_out+=("${what}: ${tool} is not there")
      return
    fi
  done
  shift 2
  "$@" 2>&1 | tee "${log}" || failed+=("${what}")
  # a check says so in a line of its own, bats behind the name of a test
  while IFS= read -r line; do
    left_out+=("${what}: ${line}")
  done < <(sed -nE 's/^SKIPPED: //p; s/^ok [0-9]+ (.*) # skip (.*)/\1 (\2)/p' "${log}" || true)
}

terraform_options=(--skip-missing)
failed=()
left_out=()
while (($# > 0)); do
  case $1 in
    -h | --help)
      usage
      exit 0
      ;;
    --mirror)
      terraform_options+=(--mirror "${2:?--mirror needs a directory}")
      shift
      ;;
    *)
      usage >&2
      exit 2
      ;;
  esac
  shift
done

cd "$(dirname "${BASH_SOURCE[0]}")/.."
log=$(mktemp)
trap 'rm -f "${log}"' EXIT
check 'shell scripts' 'shellcheck shfmt' make lint-shell
check 'tests of the scripts' shellcheck shellcheck -x scripts/tests/*.bats
check 'PowerShell scripts and workflows' '' scripts/check_syntax.sh --skip-missing
check 'scripts with fake clouds' bats bats scripts/tests
check 'Terraform' '' scripts/check_terraform.sh "${terraform_options[@]}"
check 'Kubernetes' '' scripts/check_kubernetes.sh --skip-missing --planted
check 'alerts and dashboard' 'promtool python3' scripts/check_monitoring.sh

((${#left_out[@]} == 0)) || printf 'LEFT OUT: %s\n' "${left_out[@]}"
((${#failed[@]} == 0)) || {
  printf 'FAILED: %s\n' "${failed[@]}" >&2
  exit 1
}
if ((${#left_out[@]} > 0)); then
  echo 'What could be checked is well.'
else
  echo 'All is well.'
fi
