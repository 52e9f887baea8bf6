#!/bin/sh
# What is shipped, as a CycloneDX SBOM (job/target/cdc-sbom.json) and by licence (job/src/dist/THIRD-PARTY.txt).
# Fails on a licence that job/pom.xml, profile sbom, does not allow.
#
# Needs Maven, and the registry on the first run. Environment: MVN, another Maven.
set -eu

case "${1:-}" in
  '') ;;
  *)
    sed -n '2,5s/^# \{0,1\}//p' "$0"
    [ "$1" = --help ] && exit 0
    exit 2
    ;;
esac

self=$(readlink -f "$0")
root=${self%/scripts/*}
listing=${root}/job/src/dist/THIRD-PARTY.txt
new=${listing}.new

cd "${root}"
${MVN:-mvn} --batch-mode --no-transfer-progress -q -pl job -am -Psbom \
  -Dmaven.test.skip=true -Dspotless.check.skip=true process-classes
# what stands before the list is written by hand
sed '/^(/,$d' "${listing}" >"${new}"
sed -n 's/^ *(/(/p' job/target/licenses/THIRD-PARTY.txt | LC_ALL=C sort >>"${new}"
mv "${new}" "${listing}"
echo "job/target/cdc-sbom.json: the SBOM"
echo "job/src/dist/THIRD-PARTY.txt: the licences, all of them allowed"
