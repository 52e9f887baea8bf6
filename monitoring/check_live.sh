#!/usr/bin/env bash
# Does a running Prometheus have data for every expression of the dashboard and the alerts?
#
# Needs python3.
set -euo pipefail

usage() {
  cat <<'TEXT'
Usage: monitoring/check_live.sh URL
       monitoring/check_live.sh --help

URL is the base of a Prometheus that scrapes the job, such as http://127.0.0.1:9090. Names each expression that has no
data, and each alert that is true now. An alert that is quiet has data when what it compares is there. Snapshot
metrics are there once this process has read a snapshot. Exit code 0 if all have data, 1 if not.
TEXT
}

case ${1:-} in
  -h | --help)
    usage
    exit
    ;;
  http://* | https://*) ;;
  *)
    usage >&2
    exit 2
    ;;
esac

exec python3 "$(dirname "${BASH_SOURCE[0]}")/check_live.py" "$1"
