#!/usr/bin/env bash
# Checks the monitoring kit against itself: rules, their tests, runbooks, dashboard, names of metrics.
#
# Needs promtool (Debian: apt-get install prometheus) and python3.
set -euo pipefail

usage() {
  cat <<'TEXT'
Usage: scripts/check_monitoring.sh [--help]

Fails when
  - promtool finds a fault in monitoring/prometheus/alerts.yml or prometheus.yml, or a unit test of an alert fails;
  - an alert has no unit test that sees it fire, or lacks severity, summary, description or runbook_url;
  - a runbook_url has no page in docs/runbooks, or a page no alert, or README.md there does not list it;
  - alerts or dashboard use a metric that docs/reference/metrics.md does not have (skipped while that is missing).
TEXT
}

case ${1:-} in
  '') ;;
  -h | --help)
    usage
    exit
    ;;
  *)
    usage >&2
    exit 2
    ;;
esac

cd "$(dirname "${BASH_SOURCE[0]}")/.."
for tool in promtool python3; do
  command -v "${tool}" >/dev/null || {
    echo "check_monitoring: ${tool} is missing. On Debian: apt-get install prometheus python3" >&2
    exit 1
  }
done

promtool check config monitoring/prometheus/prometheus.yml
promtool test rules monitoring/prometheus/alerts.test.yml
exec python3 monitoring/check_names.py
