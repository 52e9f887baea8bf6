# Builds the image and pushes it to the registry that terraform/ has made in a cloud.
#
# Needs PowerShell 7; docker, terraform and the cloud's command, logged in. scripts/build_and_push.sh does the same.
param(
    [string]$Cloud = "",
    [string]$ImageTag = "",
    [string]$Platform = "",
    [switch]$DryRun,
    [switch]$Help
)

Set-StrictMode -Version Latest
$ErrorActionPreference = "Stop"

$Usage = @"
Usage: scripts/build_and_push.ps1 azure|aws|gcp [IMAGE_TAG] [-Platform PLATFORM] [-DryRun] [-Help]

Builds the image of this checkout and pushes it to the registry of terraform/CLOUD, which must have been applied
(scripts/deploy.ps1 does both). A tag that is in the registry already is left as it is.

  IMAGE_TAG           default: the commit, with the time if something is not committed
  -Platform PLATFORM  default: linux/arm64 if terraform.tfvars says cpu_architecture = "ARM64", else linux/amd64
  -DryRun             print what would be run, and run nothing
"@

$Program = "build_and_push"
. (Join-Path -Path $PSScriptRoot -ChildPath "lib" -AdditionalChildPath "deployment.ps1")

if ($Help) {
    Write-Output $Usage
    exit 0
}
Select-Cloud -Name $Cloud
$tag = Get-Tag -Given $ImageTag
Assert-Tools -Tools @("docker", "terraform", $Cli)

$repository = Get-Output -Name "image_repository"
$registry = $repository.Split("/")[0]
$image = "${repository}:$tag"
if ($Platform -eq "") {
    $Platform = "linux/amd64" # also where docker runs on another processor
    if ((Get-Tfvar -Name "cpu_architecture") -eq "ARM64") {
        $Platform = "linux/arm64"
    }
}

Write-Step -Text "Logging in to the registry"
if ($Cloud -eq "azure") {
    $acr = Get-Output -Name "acr_name"
    $login = @("az", "acr", "login", "--name", $acr)
    $subscription = Get-Tfvar -Name "subscription_id"
    if ($subscription -ne "") {
        $login += @("--subscription", $subscription)
    }
    Invoke-Tool -Words $login
}
elseif ($Cloud -eq "aws") {
    $region = Get-Output -Name "region"
    if ($DryRun) {
        Show-Command -Words @("aws", "ecr", "get-login-password", "--region", $region)
        Show-Command -Words @("docker", "login", "--username", "AWS", "--password-stdin", $registry)
    }
    else {
        & "aws" "ecr" "get-login-password" "--region" $region | & "docker" "login" "--username" "AWS" "--password-stdin" $registry
        if ($LASTEXITCODE -ne 0) {
            Stop-Script -Why "docker login failed, the reason stands above"
        }
    }
}
elseif ($DryRun) {
    Show-Command -Words @("gcloud", "auth", "print-access-token")
    Show-Command -Words @("docker", "login", "--username", "oauth2accesstoken", "--password-stdin", $registry)
}
else {
    & "gcloud" "auth" "print-access-token" | & "docker" "login" "--username" "oauth2accesstoken" "--password-stdin" $registry
    if ($LASTEXITCODE -ne 0) {
        Stop-Script -Why "docker login failed, the reason stands above"
    }
}

if (-not $DryRun) {
    & "docker" "manifest" "inspect" $image *>$null
    if ($LASTEXITCODE -eq 0) {
        Write-Output "$image is in the registry already"
        exit 0
    }
}

Write-Step -Text "Building the image"
$revision = & "git" "-C" $Root "rev-parse" "HEAD" 2>$null
if ($LASTEXITCODE -ne 0) {
    $revision = "unknown"
}
Invoke-Tool -Words @("docker", "build", "--platform", $Platform, "--build-arg", "VERSION=$tag", "--build-arg", "REVISION=$revision", "--tag", $image, $Root)

Write-Step -Text "Pushing the image"
Invoke-Tool -Words @("docker", "push", $image)
exit 0
