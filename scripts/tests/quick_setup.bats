#!/usr/bin/env bats
# scripts/quick_setup.sh, with fakes of the clouds' tools and of the doctor.
# shellcheck disable=SC2016,SC2154 # what is quoted is meant so; world and bats set variables
bats_require_minimum_version 1.5.0
load world

setup() {
  world
  export TF_VAR_pg_password=s3cret-of-pg
  quick_setup=${copy}/scripts/quick_setup.sh
  answered=${copy}/terraform/aws/terraform.tfvars
  needed=(--cloud aws --s3-bucket-name example-lake --pg-host db.example.com --pg-database warehouse
    --table-include 'shop.item,shop.kind')
  doctor_ends_with 0
}

# A doctor that writes down what it was told. $1: its exit code.
doctor_ends_with() {
  printf '#!/bin/sh\necho "cdc $*" >>"$CALLS"\nenv >"$WORLD/doctor"\nexit %s\n' "$1" >"${copy}/cdc"
  chmod +x "${copy}/cdc"
}

@test "with flags alone it looks at the database, writes the answers and deploys" {
  run "${quick_setup}" "${needed[@]}" --yes --image-tag 1.0
  [ "${status}" -eq 0 ]
  called 'cdc doctor' 'terraform .*run=false' 'docker push registry.example/cdc:1.0' 'terraform .* apply'
  [ "$(sort -u "${WORLD}/passwords")" = s3cret-of-pg ]
  diff "${answered}" - <<'TEXT'
region = "us-east-1"
s3_bucket_name = "example-lake"
pg_host = "db.example.com"
pg_port = 5432
pg_database = "warehouse"
pg_user = "cdc"
table_include = "shop.item,shop.kind"
pg_publication = "cdc_pub"
pg_slot = "cdc_slot"
pg_ssl_mode = "require"
name = "postgres-cdc"
size = "small"
image_tag = "1.0"
TEXT
}

@test "the answers are readable by nobody else, and the password is not among them" {
  run "${quick_setup}" "${needed[@]}" --yes --no-deploy
  [ "${status}" -eq 0 ]
  [ "$(stat -c %a "${answered}")" = 600 ]
  run grep -r s3cret "${copy}/terraform" "${CALLS}"
  [ "${status}" -eq 1 ]
  never_called terraform
}

@test "the doctor is given the connection, and no store of the pipeline" {
  run "${quick_setup}" "${needed[@]}" --yes --no-deploy --pg-port 5433 --pg-ssl-mode verify-full
  [ "${status}" -eq 0 ]
  for line in PG_HOST=db.example.com PG_PORT=5433 PG_DATABASE=warehouse PG_USER=cdc PG_PASSWORD=s3cret-of-pg \
    PG_PUBLICATION=cdc_pub PG_SLOT=cdc_slot PG_SSL_MODE=verify-full TABLE_INCLUDE=shop.item,shop.kind; do
    grep -qxF "${line}" "${WORLD}/doctor"
  done
  grep -q '^LANDING_URI=file:///' "${WORLD}/doctor"
}

@test "without Java the doctor runs in the image, and its password is on no command line" {
  few=${BATS_TEST_TMPDIR}/few
  mkdir "${few}"
  for tool in bash cat cp cut dirname env grep head mktemp mv rm sed tail; do
    ln -s "$(command -v "${tool}")" "${few}"
  done
  PATH=${BATS_TEST_TMPDIR}/bin:${few} run "${quick_setup}" "${needed[@]}" --yes --no-deploy
  [ "${status}" -eq 0 ]
  called 'docker build --tag cdc-doctor' 'docker run --rm --env PG_HOST .*--env PG_PASSWORD .*cdc-doctor doctor$'
  never_called '.*s3cret'
  [ -e "${answered}" ]
}

@test "what the doctor calls critical ends it before anything is written" {
  doctor_ends_with 1
  run "${quick_setup}" "${needed[@]}" --yes
  [ "${status}" -eq 1 ]
  says 'mend what is critical above, and run this again'
  [ ! -e "${answered}" ]
  never_called terraform
}

@test "a database that this machine cannot reach may be passed over" {
  doctor_ends_with 2
  run "${quick_setup}" "${needed[@]}" --yes --no-deploy
  [ "${status}" -eq 1 ]
  says '--skip-doctor'
  run "${quick_setup}" "${needed[@]}" --yes --no-deploy --skip-doctor
  [ "${status}" -eq 0 ]
  [ -e "${answered}" ]
}

@test "all answers that lack or are wrong are named at once" {
  run "${quick_setup}" --cloud aws --pg-host postgres://db --yes
  [ "${status}" -eq 2 ]
  says '--s3-bucket-name must be 3 to 63 of a-z, 0-9 and hyphen'
  says '--pg-host must be a name or an address, without a scheme or a port, not postgres://db'
  says '--pg-database must be the database to capture'
  says '--table-include must be at least one schema.table'
}

@test "it asks, and asks again when an answer cannot be" {
  run bash -c "printf '%s\n' '' gcp example-project '' example-lake vm db.example.com nonsense 5433 warehouse '' \
    shop.item '' '' '' '' '' ops@example.com | '${quick_setup}' --no-deploy"
  [ "${status}" -eq 0 ]
  says 'It must be a port'
  diff "${copy}/terraform/gcp/terraform.tfvars" - <<'TEXT'
project_id = "example-project"
region = "us-central1"
gcs_bucket_name = "example-lake"
runtime = "vm"
pg_host = "db.example.com"
pg_port = 5433
pg_database = "warehouse"
pg_user = "cdc"
table_include = "shop.item"
pg_publication = "cdc_pub"
pg_slot = "cdc_slot"
pg_ssl_mode = "require"
name = "postgres-cdc"
size = "small"
alert_email = "ops@example.com"
TEXT
}

@test "run again, it keeps what it was told and what somebody has added" {
  run "${quick_setup}" "${needed[@]}" --yes --no-deploy --pg-user reader
  printf '%s\n' 'settings = {' '  LANDING_COMPRESSION = "zstd"' '}' >>"${answered}"
  run "${quick_setup}" --cloud aws --pg-database other --yes --no-deploy
  [ "${status}" -eq 0 ]
  grep -qx 'pg_database = "other"' "${answered}"
  grep -qx 'pg_user = "reader"' "${answered}"
  grep -qx '  LANDING_COMPRESSION = "zstd"' "${answered}"
  [ "$(grep -c pg_user "${answered}")" -eq 1 ]
}

@test "names with quotes, backslashes and dollars arrive whole" {
  name='a"b\c${d}%{e}$f'
  run "${quick_setup}" "${needed[@]}" --yes --no-deploy --pg-database "${name}"
  [ "${status}" -eq 0 ]
  grep -qxF 'pg_database = "a\"b\\c$${d}%%{e}$f"' "${answered}" # as HCL writes it
  run "${quick_setup}" --cloud aws --yes --no-deploy
  grep -qxF "PG_DATABASE=${name}" "${WORLD}/doctor"
  grep -qxF 'pg_database = "a\"b\\c$${d}%%{e}$f"' "${answered}"
}

@test "a password that terraform would not use is refused" {
  answers aws 'pg_password = "in-the-file"'
  run bash -c "echo other | '${quick_setup}' ${needed[*]} --yes --no-deploy --password-stdin"
  [ "${status}" -eq 1 ]
  says 'which terraform prefers to any other: remove that line'
}

@test "a dry run writes and runs nothing" {
  run "${quick_setup}" "${needed[@]}" --yes --dry-run --image-tag 1.0
  [ "${status}" -eq 0 ]
  says 'would run: cdc doctor'
  says 'would run: docker push'
  [ ! -s "${CALLS}" ]
  [ ! -e "${answered}" ]
}

@test "a flag that does not exist is refused" {
  run "${quick_setup}" --pg-password secret
  [ "${status}" -eq 2 ]
  says 'there is no --pg-password'
}

# The variables of these files that have no default.
without_default() {
  awk '/^variable "/ { gsub(/"/, "", $2); name = $2 }
    /^  default / { name = "" }
    /^}/ { if (name) print name; name = "" }' "$@"
}

@test "terraform knows every answer and has every one that it needs, in each cloud" {
  common=(--pg-host db.example.com --pg-database warehouse --table-include shop.item --alert-email ops@example.com)
  run "${quick_setup}" --cloud aws "${common[@]}" --s3-bucket-name example-lake --yes --no-deploy
  run "${quick_setup}" --cloud azure "${common[@]}" --subscription-id 00000000-0000 --acr-name examplereg \
    --storage-account-name examplelake --yes --no-deploy
  run "${quick_setup}" --cloud gcp "${common[@]}" --project-id example --gcs-bucket-name example-lake --yes --no-deploy
  for cloud in aws azure gcp; do
    for name in $(sed 's/ = .*//' "${copy}/terraform/${cloud}/terraform.tfvars") image_tag; do
      grep -qx "variable \"${name}\" {" "${BATS_TEST_DIRNAME}/../../terraform/${cloud}"/variables*.tf || {
        echo "terraform/${cloud} has no variable ${name}"
        return 1
      }
    done
    for name in $(without_default "${BATS_TEST_DIRNAME}/../../terraform/${cloud}"/variables*.tf); do
      # the deployment names the tag, and the password is kept out of the file
      [[ " image_tag pg_password " == *" ${name} "* ]] ||
        grep -q "^${name} = " "${copy}/terraform/${cloud}/terraform.tfvars" || {
        echo "terraform/${cloud} needs ${name}, which is not asked for"
        return 1
      }
    done
  done
}

@test "on a terminal the password is asked for, and not shown" {
  command -v script >/dev/null || skip 'script is not installed'
  unset TF_VAR_pg_password
  printf -v command ' %q' "${quick_setup}" "${needed[@]}" --yes --no-deploy
  run script -qec "${command}" /dev/null <<<'typed-secret'
  says 'Password of the PostgreSQL user (not shown)'
  says 'without the password'
  grep -qx PG_PASSWORD=typed-secret "${WORLD}/doctor"
}
