#!/usr/bin/env bash
# Provides what building needs, a JDK (17 to 22) and Maven, and with --tests what only tests need: Python 3.
#
# On Debian and Ubuntu, as root, it installs what is missing. Elsewhere it names the command and exits with 1.
# Does nothing when all is there. Respects JAVA_HOME.
set -euo pipefail

usage() {
  cat <<'TEXT'
Usage: scripts/install_prerequisites.sh [--tests] [--help]

Checks for a JDK (17 to 22) and Maven, with --tests for Python 3 as well, which runs the notebooks of databricks/.
Installs what is missing with apt-get when run as root, otherwise prints the command that does. Exits with 0 when all
is there.
TEXT
}

fail() {
  printf 'prerequisites: %s\n' "$*" >&2
  exit 1
}

# Prints the version of the JDK that a build would use; nothing when there is none.
# Reads the file `release` of the JDK: to ask javac itself would start a JVM.
jdk_version() {
  local javac binary line
  if [[ -n ${JAVA_HOME:-} ]]; then
    javac=${JAVA_HOME}/bin/javac
  else
    javac=$(command -v javac) || return 0
  fi
  [[ -x ${javac} ]] || return 0
  binary=$(readlink -f "${javac}")
  if [[ -r ${binary%/bin/javac}/release ]]; then
    while IFS= read -r line || [[ -n ${line} ]]; do
      if [[ ${line} == JAVA_VERSION=* ]]; then
        line=${line#*=}
        echo "${line//\"/}"
        return
      fi
    done <"${binary%/bin/javac}/release"
  fi
  line=$("${javac}" -version 2>&1) || return 0 # "javac 17.0.15"; the stub of macOS without a JDK fails
  echo "${line#javac }"
}

# Prints the JDK's package: 17, or 21 where only that is known (Debian 13).
apt_jdk() {
  local release=17
  if apt-cache show openjdk-21-jdk-headless &>/dev/null; then
    apt-cache show openjdk-17-jdk-headless &>/dev/null || release=21
  fi
  echo "openjdk-${release}-jdk-headless"
}

# Installs some of jdk, maven, python3, or names the command and fails.
install() {
  local jdk command
  if command -v apt-get >/dev/null; then
    ((EUID != 0)) || apt-get update -qq >&2
    jdk=$(apt_jdk)
    set -- "${@/#jdk/${jdk}}"
    if ((EUID == 0)); then
      echo "prerequisites: installing $*" >&2
      DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" </dev/null >&2
      return
    fi
    command="sudo apt-get install -y $*"
  elif command -v brew >/dev/null; then
    command="brew install ${*/#jdk/openjdk@17}"
    # shellcheck disable=SC2016 # the user's shell expands it
    [[ $1 != jdk ]] || command+=' && export JAVA_HOME="$(brew --prefix openjdk@17)"'
  else
    fail "missing: $*. Needed are a JDK (17 to 22), Maven 3.8.7 or newer and, for tests, Python 3. Install them with" \
      'the package manager of this system'
  fi
  fail "missing: $*. Install with: ${command}"
}

main() {
  local tests=
  case ${1:-} in
    '') ;;
    --tests) tests=yes ;;
    -h | --help)
      usage
      return
      ;;
    *)
      usage >&2
      exit 2
      ;;
  esac

  local version major
  version=$(jdk_version)
  major=${version%%[!0-9]*}
  if [[ -n ${JAVA_HOME:-} && -z ${version} ]]; then
    fail "JAVA_HOME is ${JAVA_HOME}, but no JDK is there (bin/javac). Correct it, or unset it to use the one on PATH"
  fi

  local missing=()
  if [[ -z ${version} ]]; then
    missing+=(jdk)
  elif ((${major:-0} < 17 || ${major:-0} > 22)); then
    # google-java-format does not run on 25, and Hadoop's file systems call a method that is switched off from 23 on
    fail "the JDK in use is ${version}, needed is one from 17 to 22. Install one and point JAVA_HOME to it"
  fi
  command -v mvn >/dev/null || missing+=(maven)
  [[ -z ${tests} ]] || command -v python3 >/dev/null || missing+=(python3)
  ((${#missing[@]} == 0)) || install "${missing[@]}"
}

main "$@"
