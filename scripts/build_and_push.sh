#!/usr/bin/env bash
# Builds the image and pushes it to the registry that terraform/ has made in a cloud.
#
# Needs docker, terraform and the cloud's command, logged in. scripts/build_and_push.ps1 does the same.
# shellcheck disable=SC2154 # output and tfvar set variables by their names
set -euo pipefail

usage() {
  cat <<'TEXT'
Usage: scripts/build_and_push.sh azure|aws|gcp [IMAGE_TAG] [--platform PLATFORM] [--dry-run] [--help]

Builds the image of this checkout and pushes it to the registry of terraform/CLOUD, which must have been applied
(scripts/deploy.sh does both). A tag that is in the registry already is left as it is.

  IMAGE_TAG            default: the commit, with the time if something is not committed
  --platform PLATFORM  default: linux/arm64 if terraform.tfvars says cpu_architecture = "ARM64", else linux/amd64
  --dry-run            print what would be run, and run nothing
TEXT
}

self=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=scripts/lib/deployment.sh
source "${self}/lib/deployment.sh"
platform=
words=()

while (($# > 0)); do
  case $1 in
    -h | --help)
      usage
      exit 0
      ;;
    --platform)
      check_value "$@"
      platform=$2
      shift
      ;;
    --dry-run) dry_run=yes ;;
    -*) usage_error "there is no $1" ;;
    *) words+=("$1") ;;
  esac
  shift
done
((${#words[@]} <= 2)) || usage_error 'a cloud and a tag are enough'
choose_cloud "${words[0]:-}"
choose_tag "${words[1]:-}"
need docker terraform "${cli}"

output image_repository
registry=${output_image_repository%%/*}
image=${output_image_repository}:${image_tag}
if [[ -z ${platform} ]]; then
  platform=linux/amd64 # also where docker runs on another processor
  tfvar cpu_architecture
  [[ ${cpu_architecture} != ARM64 ]] || platform=linux/arm64
fi

step 'Logging in to the registry'
case ${cloud} in
  azure)
    output acr_name
    tfvar subscription_id
    run az acr login --name "${output_acr_name}" ${subscription_id:+--subscription "${subscription_id}"}
    ;;
  aws)
    output region
    if [[ -n ${dry_run} ]]; then
      show aws ecr get-login-password --region "${output_region}"
      show docker login --username AWS --password-stdin "${registry}"
    else
      aws ecr get-login-password --region "${output_region}" |
        docker login --username AWS --password-stdin "${registry}" || fail 'docker login failed, the reason stands above'
    fi
    ;;
  gcp)
    if [[ -n ${dry_run} ]]; then
      show gcloud auth print-access-token
      show docker login --username oauth2accesstoken --password-stdin "${registry}"
    else
      gcloud auth print-access-token |
        docker login --username oauth2accesstoken --password-stdin "${registry}" || fail 'docker login failed, the reason stands above'
    fi
    ;;
  *) ;;
esac

if [[ -z ${dry_run} ]] && docker manifest inspect "${image}" >/dev/null 2>&1; then
  echo "${image} is in the registry already"
  exit 0
fi

step 'Building the image'
revision=$(git -C "${root}" rev-parse HEAD 2>/dev/null) || revision=unknown
run docker build --platform "${platform}" --build-arg "VERSION=${image_tag}" --build-arg "REVISION=${revision}" \
  --tag "${image}" "${root}"

step 'Pushing the image'
run docker push "${image}"
