#!/usr/bin/env bash
# Checks what deploys, without a cloud: Terraform, Kubernetes, monitoring, the scripts and their tests.
#
# Needs nothing: what a check needs and is not there is said, and the check left out.
set -euo pipefail

usage() {
  cat <<'TEXT'
Usage: scripts/check_deploy.sh [--mirror DIR] [--help]

  --mirror DIR  take Terraform's providers from this directory (scripts/check_terraform.sh)
TEXT
}

# Runs one check if its tools are there. $1: what it is; $2: the tools, or a script that may not be there; then it.
check() {
  local what=$1 tool
  echo "== ${what}"
  for tool in $2; do
    if ! command -v "${tool}" >/dev/null; then
      echo "SKIPPED: ${tool} is not there"
      skipped=$((skipped + 1))
      return
    fi
  done
  shift 2
  "$@" || failed+=("${what}")
}

terraform_options=(--skip-missing)
failed=()
skipped=0
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
check 'shell scripts' 'shellcheck shfmt' make lint-shell
check 'tests of the scripts' shellcheck shellcheck -x scripts/tests/*.bats
check 'PowerShell scripts' pwsh pwsh -NoProfile -File scripts/tests/parse.ps1
check 'scripts with fake clouds' bats bats scripts/tests
check 'Terraform' '' scripts/check_terraform.sh "${terraform_options[@]}"
check 'Kubernetes' scripts/check_kubernetes.sh scripts/check_kubernetes.sh
check 'alerts and dashboard' 'promtool python3' scripts/check_monitoring.sh

((${#failed[@]} == 0)) || {
  printf 'FAILED: %s\n' "${failed[@]}" >&2
  exit 1
}
if ((skipped > 0)); then
  echo "What could be checked is well; skipped: ${skipped}"
else
  echo 'All is well.'
fi
