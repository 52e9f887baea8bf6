# Deploys the pipeline to Azure: scripts/deploy.ps1 azure, whose -Help says all. scripts/deploy-azure.sh does the same.
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

& (Join-Path -Path $PSScriptRoot -ChildPath "deploy.ps1") -Cloud "azure" @PSBoundParameters
exit $LASTEXITCODE
