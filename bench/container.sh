#!/usr/bin/env bash
# What the container does under a limit that the kernel enforces: a snapshot, then a steady load of updates, with
# landing and checkpoints on S3 (S3Proxy). PostgreSQL, S3Proxy and pgbench run beside it, without a limit.
#
# usage: bench/container.sh IMAGE
# environment:
#   RUN       command that runs an image (default: docker run --rm)
#   CPUS      of the container (0.25)        MEMORY   (512m)
#   ROWS      of the snapshot (5000000)      RATE     changes a second after it (10000)
#   MINUTES   of that load (30)              OUT      directory for data and logs (a temporary one)
# needs: initdb, pg_ctl, psql and pgbench of PostgreSQL 14 or newer on PATH, java 17, curl, and what `make torture`
# has built in torture/target
# shellcheck disable=SC2310,SC2312 # what fails within a test or a text shows there
set -euo pipefail

[[ $# -eq 1 && $1 != -* ]] || {
  sed -n '2,12s/^# \{0,1\}//p' "$0"
  exit 2
}
image=$1
cpus=${CPUS:-0.25} memory=${MEMORY:-512m} rows=${ROWS:-5000000} rate=${RATE:-10000} minutes=${MINUTES:-30}
read -ra run <<<"${RUN:-docker run --rm}"
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
out=$(mkdir -p "${OUT:=$(mktemp -d)}" && cd "${OUT}" && pwd)
changes=10 # of one transaction
pg_port=15432 s3_port=19000 http_port=18080
export PGHOST=127.0.0.1 PGPORT=${pg_port} PGUSER=postgres PGDATABASE=postgres

say() { printf '%6d s  %s\n' "$((SECONDS - started))" "$*"; }

# PostgreSQL refuses to run as root
as_postgres() {
  if ((EUID == 0)); then
    runuser -u nobody -- "$@"
  else
    "$@"
  fi
}

start_postgres() {
  mkdir -p "${out}/postgres"
  ((EUID != 0)) || chown nobody "${out}" "${out}/postgres"
  as_postgres initdb -D "${out}/postgres/data" -U postgres --auth trust >"${out}/initdb.log"
  cat >>"${out}/postgres/data/postgresql.conf" <<CONF
port = ${pg_port}
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
wal_level = logical
max_wal_size = 4GB
synchronous_commit = off
CONF
  as_postgres pg_ctl -w -D "${out}/postgres/data" -l "${out}/postgres/log" start >/dev/null
}

start_s3() {
  mkdir -p "${out}/s3/cdc"
  cat >"${out}/s3proxy.properties" <<CONF
s3proxy.endpoint=http://127.0.0.1:${s3_port}
s3proxy.authorization=aws-v2-or-v4
s3proxy.identity=bench
s3proxy.credential=bench-secret
jclouds.provider=filesystem-nio2
jclouds.filesystem.basedir=${out}/s3
CONF
  java -Xmx256m -XX:+UseSerialGC -jar "${root}/torture/target/s3proxy/s3proxy.jar" \
    --properties "${out}/s3proxy.properties" >"${out}/s3proxy.log" 2>&1 &
  s3_pid=$!
}

stop_all() {
  [[ -z ${java_pid:-} ]] || kill "${java_pid}" 2>/dev/null || true
  [[ -z ${container_pid:-} ]] || wait "${container_pid}" 2>/dev/null || true
  [[ -z ${s3_pid:-} ]] || kill "${s3_pid}" 2>/dev/null || true
  as_postgres pg_ctl -D "${out}/postgres/data" -m immediate stop >/dev/null 2>&1 || true
}

start_container() {
  cat >"${out}/cdc.env" <<CONF
PG_HOST=127.0.0.1
PG_PORT=${pg_port}
PG_DATABASE=postgres
PG_USER=postgres
PG_PASSWORD=any
PG_SSL_MODE=disable
TABLE_INCLUDE=public.item
LANDING_URI=s3://cdc/landing
CHECKPOINT_URI=s3://cdc/checkpoints
CHECKPOINT_INTERVAL=10 s
HTTP_PORT=${http_port}
AWS_ACCESS_KEY_ID=bench
AWS_SECRET_ACCESS_KEY=bench-secret
CONF
  # /tmp on a disk, as a task of Fargate or a container app has one; a tmpfs would count as memory
  mkdir -p "${out}/tmp" && chmod 1777 "${out}/tmp"
  "${run[@]}" --cpus "${cpus}" --memory "${memory}" --memory-swap "${memory}" --network host --read-only \
    --cap-drop all --volume "${out}/tmp:/tmp" --env-file "${out}/cdc.env" \
    --env "FLINK_PROPERTIES=s3.endpoint: http://127.0.0.1:${s3_port}"$'\n''s3.path.style.access: true' "${image}" >"${out}/container.log" 2>&1 &
  container_pid=$!
}

# Adds up the values of a metric; what else to look for in its labels may follow
metric() {
  curl -sf "http://127.0.0.1:${http_port}/metrics" 2>/dev/null |
    awk -v name="$1" -v label="${2:-}" 'index($0, name) == 1 && index($0, label) { sum += $NF; any = 1 }
      END { if (any) printf "%.0f\n", sum; else print 0 }' || echo 0
}

find_java() {
  local pid
  for pid in $(pgrep -f '^java @/opt/cdc/java.options'); do
    tr '\0' '\n' <"/proc/${pid}/environ" | grep -qx "HTTP_PORT=${http_port}" && java_pid=${pid}
  done
  [[ -n ${java_pid:-} ]]
}

resident() { awk -v key="$1:" '$1 == key { printf "%d MB", $2 / 1024 }' "/proc/${java_pid}/status"; }

# of the container's memory group, whatever version of control groups the kernel has
oom_kills() {
  local group
  group=$(awk -F: '$2 ~ /memory/ || $1 == 0 { print $3; exit }' "/proc/${java_pid}/cgroup")
  awk '$1 == "oom_kill" { print $2 }' "/sys/fs/cgroup/memory${group}/memory.oom_control" \
    "/sys/fs/cgroup${group}/memory.events" 2>/dev/null | head -1 || true
}

alive() {
  kill -0 "${container_pid}" 2>/dev/null || {
    echo 'the container has ended:' >&2
    tail -20 "${out}/container.log" >&2
    exit 1
  }
}

trap stop_all EXIT
started=${SECONDS}
start_postgres
start_s3
psql -qc "CREATE TABLE item (id bigint PRIMARY KEY, name text, quantity int, price numeric(12,2), note text,
    changed timestamptz DEFAULT now())" \
  -c "INSERT INTO item SELECT i, 'item ' || i, i % 1000, i % 10000 / 100.0, repeat(md5(i::text), 3)
    FROM generate_series(1, ${rows}) i" -c 'CREATE PUBLICATION cdc_pub FOR TABLE item' -c 'ANALYZE item' -c 'CHECKPOINT'
say "${rows} rows are in the table"

begun=${SECONDS}
start_container
until find_java; do
  alive
  sleep 0.2
done
until [[ -n $(find "${out}/s3/cdc/landing" -path '*cdc.public.item*' -name '*.json*' -print -quit 2>/dev/null) ]]; do
  alive
  sleep 0.2
done
say "first file committed $((SECONDS - begun)) s after the container's start"
until (($(metric cdc_rows_landed_total 'operation="r"') >= rows)); do
  alive
  sleep 2
done
took=$((SECONDS - begun))
say "snapshot landed ${took} s after the container's start, $((rows / took)) rows/s; resident $(resident VmRSS), at most $(resident VmHWM)"

cat >"${out}/update.sql" <<SQL
\set id random(1, $((rows - changes)))
UPDATE item SET quantity = quantity + 1, changed = now() WHERE id BETWEEN :id AND :id + $((changes - 1));
SQL
before=$(metric cdc_rows_landed_total 'operation="u"')
pgbench -n -f "${out}/update.sql" -c 4 -R "$((rate / changes))" -T "$((minutes * 60))" >"${out}/pgbench.log" 2>&1 &
pgbench_pid=$!
greatest=0 every=0
while kill -0 "${pgbench_pid}" 2>/dev/null; do
  alive
  lag=$(metric cdc_landing_lag_seconds)
  greatest=$((lag > greatest ? lag : greatest))
  ((every++ % 12)) || say "lag ${lag} s, $(metric cdc_rows_landed_total 'operation="u"') updates landed, resident $(resident VmRSS)"
  sleep 5
done
transactions=$(awk '/number of transactions actually processed/ { sub("/.*", "", $NF); print $NF }' "${out}/pgbench.log")
ended=${SECONDS}
until (($(metric cdc_rows_landed_total 'operation="u"') - before >= transactions * changes)); do
  alive
  sleep 1
done
say "$((transactions * changes)) changes in $((minutes * 60)) s: $((transactions * changes / minutes / 60))/s; all landed \
$((SECONDS - ended)) s after the last; greatest lag ${greatest} s"
kills=$(oom_kills)
say "resident at most $(resident VmHWM), OOM kills ${kills:-unknown}, restarts of the job $(metric cdc_job_restarts_total)"
