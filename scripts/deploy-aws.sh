#!/usr/bin/env bash
# Deploys the pipeline to AWS: scripts/deploy.sh aws, whose --help says all. scripts/deploy-aws.ps1 does the same.
set -euo pipefail

self=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
exec "${self}/deploy.sh" aws "$@"
