#!/bin/sh
# Runs cdc from this checkout; builds it first when it is missing or older than its sources.
#
# Needs a JDK 17 and Maven for the build (scripts/install_prerequisites.sh). Standard output is the program's alone.
set -eu

self=$(readlink -f "$0")
root=${self%/*}
program=${root}/job/target/cdc/bin/cdc
stamp=${root}/job/target/.cdc-built

# Prints the reason to build; nothing when the program is current.
reason_to_build() {
  reference=${stamp}
  [ -e "${reference}" ] || reference=${root}/job/target/cdc-job.jar # built by make or mvn
  if [ ! -x "${program}" ] || [ ! -e "${reference}" ]; then
    echo 'not built yet'
    return
  fi
  set -- "${root}/pom.xml" "${root}/.mvn" "${root}/job/pom.xml" "${root}/job/src/main" "${root}/job/src/dist" \
    "${root}/azure-identity/pom.xml" "${root}/azure-identity/src/main"
  [ ! -e "${root}/config" ] || set -- "$@" "${root}/config"
  find "$@" -newer "${reference}" | head -n 1
}

build() {
  command -v mvn >/dev/null || {
    echo "cdc: Maven is needed to build this checkout. Install what is missing: ${root}/scripts/install_prerequisites.sh" >&2
    exit 127
  }
  echo 'cdc: building; the first time this downloads the dependencies and takes some minutes' >&2
  mkdir -p "${root}/job/target"
  # taken before the build, so that what is edited meanwhile counts as newer
  : >"${stamp}.new"
  (cd "${root}" && mvn -q -B -ntp -pl job -am -Dmaven.test.skip=true -Dspotless.check.skip=true package) </dev/null >&2 || {
    echo "cdc: the build failed, the reason stands above. Try the build alone: make -C '${root}' build" >&2
    exit 127
  }
  mv "${stamp}.new" "${stamp}"
}

reason=$(reason_to_build)
[ -z "${reason}" ] || build
exec "${program}" "$@"
