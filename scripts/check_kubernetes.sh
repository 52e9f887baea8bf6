#!/usr/bin/env bash
# Checks deploy/flink-k8s without a cluster: what kustomize builds from every overlay, for every cloud, against the
# operator's definitions and validator, the models of Kubernetes' own objects, and what the guide promises.
#
# Needs kubectl (or kustomize), a JDK 17 or newer and Maven.
set -euo pipefail

usage() {
  cat <<'TEXT'
Usage: scripts/check_kubernetes.sh [--skip-missing] [--update] [--planted] [--keep DIR] [--help]

  --skip-missing  where kubectl, Maven or a library cannot be had, say so and go on instead of failing
  --update        write components/monitoring/alerts.yaml anew from monitoring/prometheus/alerts.yml
  --planted       check the check as well: one fault after the other is put into production, and must be found
  --keep DIR      leave what kustomize builds in DIR

Fails when an overlay cannot be built; an object has an unknown field, lacks one or has a value of a wrong type; the
operator would refuse a FlinkDeployment; Flink cannot divide its memory; a promise of docs/guides/kubernetes.md is
broken; or the alerts differ from monitoring/prometheus/alerts.yml.
TEXT
}

fail() {
  printf 'check_kubernetes: %s\n' "$*" >&2
  exit 1
}

# Says what is left out; fails unless that is allowed.
missing() {
  [[ -n ${skip_missing} ]] || fail "$1 (--skip-missing goes on without)"
  echo "SKIPPED: $1"
}

# Prints the alerts as an object of the Prometheus Operator.
alerts() {
  cat <<'YAML'
# monitoring/prometheus/alerts.yml as an object of the Prometheus Operator. Made by: scripts/check_kubernetes.sh --update
apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata:
  name: cdc
  namespace: cdc
  labels:
    app.kubernetes.io/name: postgres-cdc
spec:
YAML
  sed -n '/^groups:/,$p' "${root}/monitoring/prometheus/alerts.yml" | sed 's/^\(.\)/  \1/'
}

# Builds one overlay. $1: the tree; $2: the overlay; $3: how the result is called.
build() {
  "${kustomize[@]}" "$1/overlays/$2" >"${out}/$3.yaml"
  built+=("${out}/$3.yaml")
}

# Each overlay as it stands, and with the other clouds' components, as the guide says to change it.
build_all() {
  local overlay cloud
  built=()
  for overlay in "${root}"/deploy/flink-k8s/overlays/*/; do
    overlay=$(basename "${overlay}")
    build "${root}/deploy/flink-k8s" "${overlay}" "${overlay}"
    grep -q 'components/aws' "${root}/deploy/flink-k8s/overlays/${overlay}/kustomization.yaml" || continue
    for cloud in azure gcp; do
      rm -rf "${work}/tree"
      cp -r "${root}/deploy/flink-k8s" "${work}/tree"
      sed -i "s#components/aws#components/${cloud}#" "${work}/tree/overlays/${overlay}/kustomization.yaml"
      build "${work}/tree" "${overlay}" "${overlay}-${cloud}"
    done
  done
  cp "${root}"/deploy/flink-k8s/examples/*.yaml "${out}"
  for overlay in "${root}"/deploy/flink-k8s/examples/*.yaml; do
    built+=("${out}/$(basename "${overlay}")")
  done
}

validate() {
  java -XX:TieredStopAtLevel=1 -cp "${check}/target/classes:$(<"${check}/target/class-path")" \
    com.cdc.k8s.ManifestCheck "${check}/target/definitions" "$@"
}

# Prints faults, one a line: how to make it in production, and what is to be said of it.
planted_faults() {
  cat <<'TEXT'
s/upgradeMode: savepoint/upgradeModus: savepoint/	'upgradeModus' is not defined
s/parallelism: 1$/parallelism: one/	integer expected
s/upgradeMode: savepoint/upgradeMode: restart/	does not have a value in the enumeration
s/kind: RoleBinding/kind: RoleBindings/	nobody knows
s/minAvailable: 1/minimum: 1/	minimum
s/podSelector:/podSelektor:/	podSelektor
s/podMetricsEndpoints:/podMetricEndpoints:/	podMetricEndpoints
s/  annotations:$/  annotation:/	annotation
s/jobManager:/jobMaster:/	'jobMaster' is not defined
s/replicas: 2/replicas: 0/	replicas
/high-availability.type/d	high-availability.type must be kubernetes
/state.savepoints.dir/d	savepoint
s/memory: 2048m/memory: 300m/	taskManager
s/memory: 1024m/memory: 400m/	jobManager
s/serviceAccount: cdc/serviceAccount: other/	names ServiceAccount other
s/^  name: cdc-settings-.*/  name: cdc-settings/	names ConfigMap
s/image: .*/image: postgres-cdc-flink:latest/	must have a version
s#state.checkpoints.dir: .*#state.checkpoints.dir: s3://other/checkpoints#	must be CHECKPOINT_URI
s#LANDING_URI: .*#LANDING_URI: s3://example-production-lake/checkpoints/landing#	apart from the checkpoints
s/PARALLELISM: .*/PARALLELISM: "2"/	must be PARALLELISM
s/PG_USER: .*/PG_PASSWORD: cdc/	PG_PASSWORD is in a ConfigMap
s/runAsNonRoot: true/runAsNonRoot: false/	runAsNonRoot
s/readOnlyRootFilesystem: true/readOnlyRootFilesystem: false/	readOnlyRootFilesystem
s/mountPath:/mount:/	mount
s/enforce: restricted/enforce: baseline/	must enforce
s/component: jobmanager/component: master/	selects no pod
TEXT
}

find_planted() {
  local edit said faults=() expected=() file missed=0 i
  planted_faults >"${work}/to-plant"
  while IFS=$'\t' read -r edit said; do
    file=${work}/planted-${#faults[@]}.yaml
    sed "${edit}" "${out}/production.yaml" >"${file}"
    ! cmp -s "${file}" "${out}/production.yaml" || fail "nothing is changed by ${edit}"
    faults+=("${file}")
    expected+=("${said}")
  done <"${work}/to-plant"
  # fails, of course
  # shellcheck disable=SC2310
  validate "${faults[@]}" >"${work}/found" || true
  for i in "${!faults[@]}"; do
    if ! grep "^planted-${i}: " "${work}/found" | grep -qF -- "${expected[i]}"; then
      echo "not found: planted-${i}, ${expected[i]}" >&2
      missed=$((missed + 1))
    fi
  done
  echo "planted: ${#faults[@]} faults, $((${#faults[@]} - missed)) found"
  ((missed == 0))
}

main() {
  local keep='' planted=''
  skip_missing=''
  while (($# > 0)); do
    case $1 in
      -h | --help)
        usage
        return
        ;;
      --skip-missing) skip_missing=yes ;;
      --update)
        alerts >"${root}/deploy/flink-k8s/components/monitoring/alerts.yaml"
        ;;
      --planted) planted=yes ;;
      --keep)
        keep=${2:-}
        [[ -d ${keep} ]] || fail "--keep needs a directory: ${keep:-nothing} is none"
        shift
        ;;
      *)
        usage >&2
        exit 2
        ;;
    esac
    shift
  done

  work=$(mktemp -d)
  trap 'rm -rf "${work}"' EXIT
  out=${keep:-${work}}
  alerts >"${work}/alerts"
  cmp "${work}/alerts" "${root}/deploy/flink-k8s/components/monitoring/alerts.yaml" ||
    fail 'components/monitoring/alerts.yaml is not what monitoring/prometheus/alerts.yml says: run with --update'

  if command -v kustomize >/dev/null; then
    kustomize=(kustomize build)
  elif command -v kubectl >/dev/null; then
    kustomize=(kubectl kustomize)
  else
    missing 'neither kustomize nor kubectl is installed: https://kubernetes.io/docs/tasks/tools/'
    return
  fi
  build_all

  check=${root}/deploy/flink-k8s/check
  command -v mvn >/dev/null || {
    missing 'Maven is not installed: make prerequisites'
    return
  }
  if ! mvn -q -B -ntp -f "${check}/pom.xml" process-classes >"${work}/maven" 2>&1; then
    if grep -q 'Could not \(resolve\|find\|transfer\)' "${work}/maven"; then
      missing 'a library of the check cannot be had'
      return
    fi
    cat "${work}/maven" >&2
    exit 1
  fi
  validate "${built[@]}"
  [[ -z ${planted} ]] || find_planted
}

self=$(readlink -f "$0")
root=${self%/scripts/*}
main "$@"
