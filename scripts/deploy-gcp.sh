#!/usr/bin/env bash
# Deploys the pipeline to Google Cloud: scripts/deploy.sh gcp, whose --help says all. scripts/deploy-gcp.ps1 does the same.
set -euo pipefail

self=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
exec "${self}/deploy.sh" gcp "$@"
