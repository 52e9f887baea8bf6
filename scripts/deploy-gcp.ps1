# Deploys the pipeline to Google Cloud: scripts/deploy.ps1 gcp, whose -Help says all. scripts/deploy-gcp.sh does the same.
param(
    [string]$ImageTag = "",
    [switch]$Yes,
    [switch]$PasswordStdin,
    [string]$Platform = "",
    [switch]$Destroy,
    [switch]$DeleteData,
    [switch]$DryRun,
    [switch]$Help
)

& (Join-Path -Path $PSScriptRoot -ChildPath "deploy.ps1") -Cloud "gcp" @PSBoundParameters
exit $LASTEXITCODE
