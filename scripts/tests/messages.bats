#!/usr/bin/env bats
# Every message that docs/TROUBLESHOOTING.md quotes (between double backticks) stands in the sources.
# shellcheck disable=SC2016 # backticks are meant
bats_require_minimum_version 1.5.0

root=${BATS_TEST_DIRNAME}/../..

# The text of all sources with the literals of a concatenation joined, each on its line.
sources() {
  find "${root}/job/src/main/java" -name '*.java' -exec cat {} + | tr '\n' ' ' |
    sed -E 's/"[[:space:]]*\+[[:space:]]*"//g; s/\\"/"/g'
  cat "${root}"/scripts/*.sh "${root}"/scripts/lib/*.sh
}

@test "each message that TROUBLESHOOTING quotes is one that is printed" {
  sources >"${BATS_TEST_TMPDIR}/sources"
  count=0
  while IFS= read -r message; do
    count=$((count + 1))
    # between placeholders the text must be there word by word; a word or two would be found anywhere
    while IFS= read -r part; do
      part=$(sed -E 's/^[[:space:].:]+//; s/[[:space:]]+$//' <<<"${part}")
      ((${#part} >= 8)) || continue
      grep -qF -- "${part}" "${BATS_TEST_TMPDIR}/sources" || {
        printf 'Nothing prints: %s\n  of: %s\n' "${part}" "${message}"
        missing=yes
      }
    done <<<"${message//…/$'\n'}"
  done < <(grep -oE '``([^`]|`[^`])*``' "${root}/docs/TROUBLESHOOTING.md" | sed -E 's/^``//; s/``$//')
  echo "${count} messages"
  ((count > 40))
  [ -z "${missing:-}" ]
}
