#!/usr/bin/env bash
# Runs the tests without make.
#
# Needs what scripts/install_prerequisites.sh --tests provides. scripts/run_tests.ps1 does the same.
set -euo pipefail

usage() {
  cat <<'TEXT'
Usage: scripts/run_tests.sh [fast|default|all] [--dry-run] [--help]

  fast       format, static analysis and unit tests
  default    fast, and the integration tests (make test)
  all        default, and whatever takes long

  --dry-run  print what would be run, and run nothing
TEXT
}

self=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=scripts/lib/deployment.sh
source "${self}/lib/deployment.sh"
tier=default

while (($# > 0)); do
  case $1 in
    -h | --help)
      usage
      exit 0
      ;;
    --dry-run) dry_run=yes ;;
    fast | default | all) tier=$1 ;;
    *) usage_error "there is no $1" ;;
  esac
  shift
done

arguments=(--batch-mode --no-transfer-progress)
case ${tier} in
  fast) arguments+=(test -Pfast) ;;
  all) arguments+=(verify -Pall) ;;
  *) arguments+=(verify) ;;
esac
need java mvn
step 'Running the tests'
cd "${root}"
run mvn "${arguments[@]}"
