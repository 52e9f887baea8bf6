# Deploys the pipeline to AWS: scripts/deploy.ps1 aws, whose -Help says all. scripts/deploy-aws.sh does the same.
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

& (Join-Path -Path $PSScriptRoot -ChildPath "deploy.ps1") -Cloud "aws" @PSBoundParameters
exit $LASTEXITCODE
