#!/usr/bin/env bats
# scripts/health_check.sh, with fakes of curl and of the clouds' tools, which answer what a test puts into the world.
# shellcheck disable=SC2154 # world and bats set them
bats_require_minimum_version 1.5.0
load world

setup() {
  world
  health_check=${copy}/scripts/health_check.sh
}

# What the log's last lines are, or what the port answers. Arguments: lines.
answers_with() {
  printf '%s\n' "$@" >"${WORLD}/health"
}

@test "each cloud is asked for its last status line, and a young checkpoint is healthy" {
  answers_with 'INFO Status checkpoint_age_seconds=8 lag_seconds=3'
  run "${health_check}" aws /postgres-cdc/job
  [ "${status}" -eq 0 ]
  called 'aws logs filter-log-events --log-group-name /postgres-cdc/job --start-time [0-9]{13} '
  run "${health_check}" azure workspace-1
  [ "${status}" -eq 0 ]
  called 'az monitor log-analytics query --workspace workspace-1 '
  run "${health_check}" gcp example-project
  [ "${status}" -eq 0 ]
  called 'gcloud logging read .*--project example-project '
  says 'checkpoint_age_seconds=8 lag_seconds=3'
}

@test "an old checkpoint and a lag are not healthy, by limits that can be set" {
  answers_with 'checkpoint_age_seconds=301 lag_seconds=3'
  run "${health_check}" aws group
  [ "${status}" -eq 1 ]
  says 'The last checkpoint is 301 s old'
  MAX_CHECKPOINT_AGE=301 run "${health_check}" aws group
  [ "${status}" -eq 0 ]
  answers_with 'checkpoint_age_seconds=8 lag_seconds=901'
  run "${health_check}" aws group
  [ "${status}" -eq 1 ]
  says 'The job is 901 s behind the database'
  MAX_LAG=901 run "${health_check}" aws group
  [ "${status}" -eq 0 ]
}

@test "of several pages the last line counts" {
  answers_with 'checkpoint_age_seconds=900 lag_seconds=900' None 'checkpoint_age_seconds=8 lag_seconds=3'
  run "${health_check}" aws group
  [ "${status}" -eq 0 ]
}

@test "silence is not healthy, and neither is a job without a checkpoint" {
  answers_with None
  run "${health_check}" aws group
  [ "${status}" -eq 1 ]
  says 'No line of the last 15 minutes'
  answers_with 'checkpoint_age_seconds=-1 lag_seconds=-1'
  run "${health_check}" aws group
  [ "${status}" -eq 1 ]
}

@test "a log that cannot be read tells nothing" {
  FAIL='gcloud logging' run "${health_check}" gcp example-project
  [ "${status}" -eq 2 ]
  says 'the log of gcp cannot be read'
}

@test "a port says whether the job is ready" {
  answers_with '{"ready":true}' 200
  run "${health_check}" http://127.0.0.1:8080/
  [ "${status}" -eq 0 ]
  called 'curl .*http://127.0.0.1:8080/health/ready$'
  answers_with '{"ready":false}' 503
  run "${health_check}" http://127.0.0.1:8080
  [ "${status}" -eq 1 ]
  says '{"ready":false}'
  answers_with 'not found' 404
  run "${health_check}" http://127.0.0.1:8080
  [ "${status}" -eq 2 ]
  says 'answered with 404; is it the http.port of cdc run?'
  FAIL=curl run "${health_check}" http://127.0.0.1:8080
  [ "${status}" -eq 2 ]
  says 'nothing answers at http://127.0.0.1:8080'
}

@test "a dry run asks nobody" {
  for place in http://127.0.0.1:8080 'aws group' 'azure workspace' 'gcp project'; do
    # two words
    # shellcheck disable=SC2086
    run "${health_check}" ${place} --dry-run
    [ "${status}" -eq 0 ]
    says '    would '
  done
  says 'would run: gcloud logging read'
  [ ! -s "${CALLS}" ]
}

@test "a tool that is missing is named, with the way to get it" {
  tools=${BATS_TEST_TMPDIR}/few
  mkdir "${tools}"
  for tool in bash date dirname; do
    ln -s "$(command -v "${tool}")" "${tools}"
  done
  PATH=${tools} run "${health_check}" aws group
  [ "${status}" -eq 2 ]
  says 'aws is needed and not on PATH. Get it: https://docs.aws.amazon.com'
}

@test "a wrong cloud, a wrong flag and a word too few are refused" {
  run "${health_check}" ibm
  [ "${status}" -eq 2 ]
  says 'Usage:'
  run "${health_check}" aws group --fast
  [ "${status}" -eq 2 ]
  says 'there is no --fast'
  run "${health_check}" aws
  [ "${status}" -eq 2 ]
  says 'aws needs one more argument'
}
