#!/usr/bin/env bash
# Says whether a pipeline is healthy: by its own HTTP port, or by the last line of its log in a cloud.
#
# Needs curl for a URL; az, aws or gcloud, logged in, for a cloud. scripts/health_check.ps1 does the same.
set -euo pipefail

usage() {
  cat <<'TEXT'
Usage: scripts/health_check.sh URL [--dry-run] [--help]
       scripts/health_check.sh azure WORKSPACE_ID [--dry-run]
       scripts/health_check.sh aws LOG_GROUP [--dry-run]
       scripts/health_check.sh gcp PROJECT [--dry-run]

  URL           where `cdc run` answers, for example http://127.0.0.1:8080
  WORKSPACE_ID  of the Log Analytics workspace that the container logs to
  LOG_GROUP     of CloudWatch
  PROJECT       of Google Cloud
  --dry-run     print what would be asked, and ask nothing

With a URL, prints what /health/ready says. With a cloud, prints the last line of the log that says how old the last
checkpoint is and how far behind the job, of the last 15 minutes.

Environment:
  MAX_CHECKPOINT_AGE  seconds after which a checkpoint is too old (default: 300); only for a cloud
  MAX_LAG             seconds after which the job is too far behind (default: 900); only for a cloud

Exit code: 0 healthy, 1 not healthy, 2 could not be told.
TEXT
}

self=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=scripts/lib/deployment.sh
source "${self}/lib/deployment.sh"
words=()

unknown() {
  printf 'health_check: %s\n' "$*" >&2
  exit 2
}

require() {
  local hint
  hint=$(how_to_get "$1")
  command -v "$1" >/dev/null || unknown "$1 is needed and not on PATH. Get it: ${hint}"
}

check_url() {
  local url=${1%/} answer status
  if [[ -n ${dry_run} ]]; then
    echo "    would ask: ${url}/health/ready"
    exit 0
  fi
  require curl
  answer=$(curl --silent --max-time 10 --write-out '\n%{http_code}' "${url}/health/ready") ||
    unknown "nothing answers at ${url}"
  status=${answer##*$'\n'}
  printf '%s\n' "${answer%$'\n'*}"
  case ${status} in
    200) exit 0 ;;
    503) exit 1 ;;
    *) unknown "${url}/health/ready answered with ${status}; is it the http.port of cdc run?" ;;
  esac
}

# Sets `question` to the command that prints the last status line. $1: where the log is.
ask_azure() {
  question=(az monitor log-analytics query --workspace "$1" --output tsv --query '[0].Log_s' --analytics-query
    'ContainerAppConsoleLogs_CL | where TimeGenerated > ago(15m) and Log_s has "checkpoint_age_seconds=" | top 1 by TimeGenerated | project Log_s')
}

ask_aws() {
  local since
  since=$((($(date +%s) - 900) * 1000))
  question=(aws logs filter-log-events --log-group-name "$1" --start-time "${since}"
    --filter-pattern '"checkpoint_age_seconds="' --query 'events[-1].message' --output text)
}

ask_gcp() {
  question=(gcloud logging read '"checkpoint_age_seconds="' --project "$1" --freshness 15m --limit 1
    --format 'value(textPayload,jsonPayload.message)')
}

check_cloud() {
  local line
  "ask_$1" "$2"
  if [[ -n ${dry_run} ]]; then
    show "${question[@]}"
    exit 0
  fi
  require "${question[0]}"
  line=$("${question[@]}") || unknown "the log of $1 cannot be read"
  check_line "${line}"
}

check_line() {
  local line age lag
  # aws gives the last of each page
  line=$(grep checkpoint_age_seconds= <<<"$1" | tail -n 1) || line=
  if [[ ! ${line} =~ checkpoint_age_seconds=([0-9]+)\ lag_seconds=([0-9]+) ]]; then
    printf 'No line of the last 15 minutes: the job does not run, or waits for another instance\n'
    exit 1
  fi
  age=${BASH_REMATCH[1]}
  lag=${BASH_REMATCH[2]}
  printf '%s\n' "${line}"
  ((age <= ${MAX_CHECKPOINT_AGE:-300})) || {
    printf 'The last checkpoint is %s s old\n' "${age}"
    exit 1
  }
  ((lag <= ${MAX_LAG:-900})) || {
    printf 'The job is %s s behind the database\n' "${lag}"
    exit 1
  }
}

while (($# > 0)); do
  case $1 in
    -h | --help)
      usage
      exit 0
      ;;
    --dry-run) dry_run=yes ;;
    -*) usage_error "there is no $1" ;;
    *) words+=("$1") ;;
  esac
  shift
done
cloud=${words[0]:-}
case ${cloud} in
  http://* | https://*)
    ((${#words[@]} == 1)) || usage_error 'one URL is enough'
    check_url "${cloud}"
    ;;
  azure | aws | gcp)
    ((${#words[@]} == 2)) || usage_error "${cloud} needs one more argument"
    check_cloud "${words[@]}"
    ;;
  *)
    usage >&2
    exit 2
    ;;
esac
