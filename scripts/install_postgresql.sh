#!/usr/bin/env bash
# Provides what measuring needs: PostgreSQL's server and its programs, from the system's packages.
#
# On Debian and Ubuntu, as root, it installs what is missing. Elsewhere it names the command and exits with 1.
# Does nothing when all is there.
set -euo pipefail

usage() {
  cat <<'TEXT'
Usage: scripts/install_postgresql.sh [--help]

Checks for PostgreSQL's server with pgbench, psql and pg_recvlogical. Installs them with apt-get when run as
root, otherwise prints the command that does. Exits with 0 when all is there. No server is started.
TEXT
}

# Prints a directory that has all the programs; nothing when there is none.
programs() {
  local bin program
  for bin in /usr/lib/postgresql/*/bin; do
    for program in initdb pg_ctl postgres pgbench psql pg_recvlogical; do
      [[ -x ${bin}/${program} ]] || continue 2
    done
    echo "${bin}"
    return
  done
}

# Without this the packages would make a cluster of their own, and start it.
forbid_cluster() {
  mkdir -p /etc/postgresql-common
  [[ -e /etc/postgresql-common/createcluster.conf ]] ||
    echo 'create_main_cluster = false' >/etc/postgresql-common/createcluster.conf
}

main() {
  case ${1:-} in
    '') ;;
    -h | --help)
      usage
      return
      ;;
    *)
      usage >&2
      exit 2
      ;;
  esac

  local found
  found=$(programs)
  [[ -z ${found} ]] || return 0
  if ! command -v apt-get >/dev/null; then
    echo 'postgresql: measuring needs Debian or Ubuntu, with the package postgresql' >&2
    exit 1
  fi
  if ((EUID != 0)); then
    echo 'postgresql: missing. Install with: sudo apt-get install -y postgresql' >&2
    exit 1
  fi
  echo 'postgresql: installing postgresql' >&2
  forbid_cluster
  apt-get update -qq >&2
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends postgresql </dev/null >&2
  found=$(programs)
  if [[ -z ${found} ]]; then
    echo 'postgresql: installed, but pgbench or pg_recvlogical is not under /usr/lib/postgresql/*/bin' >&2
    exit 1
  fi
}

main "$@"
