#!/usr/bin/env bash
# Deploys the pipeline to Azure: scripts/deploy.sh azure, whose --help says all. scripts/deploy-azure.ps1 does the same.
set -euo pipefail

self=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
exec "${self}/deploy.sh" azure "$@"
