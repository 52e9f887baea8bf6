#!/usr/bin/env bats
# Each script is there for bash and for PowerShell: the same flags, steps, commands and messages.
# shellcheck disable=SC2016 # what is quoted is meant so
bats_require_minimum_version 1.5.0

scripts=${BATS_TEST_DIRNAME}/..
pairs=(deploy build_and_push quick_setup run_tests health_check)
parts=("${pairs[@]}" lib/deployment)

# --pg-host is -PgHost
as_powershell() {
  sed -E 's/^--//; s/(^|-)([a-z0-9])/\U\2/g'
}

# What a script prints as its help: between the marks of the text.
help_of() {
  sed -nE "/<<'TEXT'|^\\\$Usage = @/,/^(TEXT|\"@)\$/p" "$1"
}

code_of() {
  sed -E "/<<'TEXT'|^\\\$Usage = @/,/^(TEXT|\"@)\$/d; s/(^|[[:space:]])#.*//" "$1"
}

# The parameters that a PowerShell script declares.
parameters_of() {
  sed -nE '/^param\($/,/^\)$/ s/^ +\[[a-z]+\]\$([A-Za-z0-9]+).*/\1/p' "$1" | sort
}

same() {
  diff <(echo "$1") <(echo "$2") || {
    echo "$3 differs between bash (<) and PowerShell (>)"
    return 1
  }
}

@test "the flags are the same" {
  for name in "${pairs[@]}"; do
    bash_flags=$(help_of "${scripts}/${name}.sh" | grep -oE -- '--[a-z0-9-]+' | as_powershell | sort -u)
    help_flags=$(help_of "${scripts}/${name}.ps1" | grep -oE -- '(^|[ [])-[A-Z][A-Za-z0-9]+' | sed 's/.*-//' | sort -u)
    same "${bash_flags}" "${help_flags}" "the help of ${name}"
    # those that bash takes by their place have a name here, too
    declared=$(parameters_of "${scripts}/${name}.ps1")
    case ${name} in
      deploy | build_and_push) declared=$(grep -vxE 'Cloud|ImageTag' <<<"${declared}") ;;
      run_tests) declared=$(grep -vx Tier <<<"${declared}") ;;
      health_check) declared=$(grep -vxE 'Target|Place' <<<"${declared}") ;;
    esac
    same "${bash_flags}" "${declared}" "what ${name} declares"
  done
}

@test "bash takes each flag that its help names" {
  answers=$(sed -nE "s/^flags\+?='(.*)'\$/\1/p" "${scripts}/quick_setup.sh" | tr '_' '-' | tr -s ' ' '\n' | sed 's/^/--/')
  for name in "${pairs[@]}"; do
    for flag in $(help_of "${scripts}/${name}.sh" | grep -oE -- '--[a-z0-9-]+' | sort -u); do
      [[ ${name} != quick_setup ]] || ! grep -qxF -- "${flag}" <<<"${answers}" || continue
      grep -qE -- "^ +(-h \| )?${flag}\)" "${scripts}/${name}.sh" || {
        echo "${name}.sh does not take ${flag}"
        return 1
      }
    done
  done
}

@test "the wrappers for one cloud take what deploy takes" {
  wanted=$(parameters_of "${scripts}/deploy.ps1" | grep -vx Cloud)
  for cloud in azure aws gcp; do
    same "${wanted}" "$(parameters_of "${scripts}/deploy-${cloud}.ps1")" "deploy-${cloud}"
    grep -q -- "-Cloud \"${cloud}\" @PSBoundParameters" "${scripts}/deploy-${cloud}.ps1"
    grep -q "deploy.sh\" ${cloud} \"\$@\"" "${scripts}/deploy-${cloud}.sh"
  done
}

@test "the steps are the same, in the same order" {
  for name in "${pairs[@]}"; do
    same "$(sed -nE "s/^ *step '(.*)'\$/\1/p" "${scripts}/${name}.sh")" \
      "$(sed -nE 's/^ *Write-Step -Text "(.*)"$/\1/p' "${scripts}/${name}.ps1")" "what ${name} does"
  done
}

@test "the tools are called with the same options" {
  for name in "${parts[@]}"; do
    # of two letters at least, so no tests of bash; without the script's own, which are capitals in PowerShell
    own=$(help_of "${scripts}/${name}.sh" | grep -oE -- '--[a-z0-9-]+' | grep -vxE -- '--password-stdin|--platform' || true)
    bash_options=$(code_of "${scripts}/${name}.sh" | grep -vE '^ +(-h \| )?--[a-z-]+\)|usage_error|fail |push\+=|arguments\+=|sed -n?E|^set |^ +rm |curl ' |
      grep -oE -- "(^|[^a-zA-Z0-9_:-])--?[a-z][a-z-]+" | grep -oE -- '--?[a-z-]+$' | sort -u | grep -vxF -- "${own:-none}" || true)
    other_options=$(code_of "${scripts}/${name}.ps1" | grep -vE 'Stop-(Usage|Script)|\.Add\(|SilentlyContinue' |
      grep -oE -- "\"--?[a-z][a-z-]+" | tr -d '"' | sort -u || true)
    [[ ${name} != lib/deployment && ${name} != run_tests ]] || continue
    same "${bash_options}" "${other_options}" "${name}"
  done
}

@test "the messages are the same" {
  for name in "${parts[@]}"; do
    while IFS= read -r message; do
      # a flag, a script's name and a variable look different
      wanted=$(sed -E 's/\$\{[a-z_]+\}|\$1/@/g; s/\.sh/.ps1/g; s/@$//' <<<"${message}")
      while [[ ${wanted} =~ (^|[ :])(--[a-z][a-z-]+) ]]; do
        flag=${BASH_REMATCH[2]}
        wanted=${wanted/${flag}/-$(as_powershell <<<"${flag}")}
      done
      sed -E 's/\$\{?[A-Za-z]+\}?/@/g' "${scripts}/${name}.ps1" | sed -E "s/\" \+ (@|\\(.*\\)|@\\[.\\]) \+ \"/@/" | grep -qF -- "${wanted}" || {
        echo "${name}.ps1 does not say: ${wanted}"
        return 1
      }
      # what PowerShell itself says: about words too many, flags that there are not, and flags without a value
    done < <(code_of "${scripts}/${name}.sh" | grep -vE 'are enough|there is no \$1|needs a value' |
      sed -nE "s/.*(fail|usage_error|unknown) (['\"])(.*)\2.*/\3/p")
  done
}
