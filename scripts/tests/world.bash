#!/usr/bin/env bash
# A copy of scripts/ and terraform/ in which the clouds' tools are fakes. Loaded by the tests.
# shellcheck disable=SC2154 # bats sets them

world() {
  local repository=${BATS_TEST_DIRNAME}/../.. name
  export CALLS=${BATS_TEST_TMPDIR}/calls WORLD=${BATS_TEST_TMPDIR}/world
  copy=${BATS_TEST_TMPDIR}/copy
  mkdir -p "${copy}" "${WORLD}/made" "${BATS_TEST_TMPDIR}/bin"
  cp -r "${repository}/scripts" "${repository}/Makefile" "${copy}"
  for name in aws azure gcp; do
    mkdir -p "${copy}/terraform/${name}"
  done
  for name in az aws curl docker gcloud terraform sleep; do
    ln -s "${copy}/scripts/tests/fake_tool" "${BATS_TEST_TMPDIR}/bin/${name}"
  done
  PATH=${BATS_TEST_TMPDIR}/bin:${PATH}
  : >"${CALLS}"
  : >"${WORLD}/images"
  echo app--2 >"${WORLD}/ready"
  for name in region service_name cluster_name project_id acr_name resource_group_name logs_command status_command \
    landing_uri; do
    printf '%s' "the-${name//_/-}" >"${WORLD}/made/${name}"
  done
  printf cloud_run >"${WORLD}/made/runtime"
  printf registry.example/cdc >"${WORLD}/made/image_repository"
  unset TF_VAR_pg_password PG_PASSWORD FAIL ARM_SUBSCRIPTION_ID
  # else a make that runs the tests hands its variables to the make of a test
  unset MAKEFLAGS MFLAGS MAKEOVERRIDES ARGS IMAGE_TAG CLOUD
}

# Answers for a cloud. $1: the cloud; then lines.
answers() {
  local file=${copy}/terraform/$1/terraform.tfvars
  shift
  printf '%s\n' 'pg_host = "db.example.com"' "$@" >"${file}"
}

# Asserts that calls were made in this order, each beginning like the pattern, perhaps with others between.
called() {
  local line=0 pattern found
  for pattern in "$@"; do
    found=$(tail -n "+$((line + 1))" "${CALLS}" | grep -nE -m 1 "^${pattern}" | cut -d: -f1) || true
    [[ -n ${found} ]] || {
      printf 'not called, or not in this order: %s\n--\n' "${pattern}" >&2
      cat "${CALLS}" >&2
      return 1
    }
    line=$((line + found))
  done
}

never_called() {
  ! grep -nE "^$1" "${CALLS}" >&2
}

# Asserts a part of what the last run printed.
says() {
  [[ ${output} == *"$1"* ]] || {
    printf 'not said: %s\n--\n%s\n' "$1" "${output}" >&2
    return 1
  }
}
