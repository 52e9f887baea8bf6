# Runs the tests without make.
#
# Needs PowerShell 7, a JDK 17 to 22 and Maven. scripts/run_tests.sh does the same.
param(
    [string]$Tier = "default",
    [switch]$DryRun,
    [switch]$Help
)

Set-StrictMode -Version Latest
$ErrorActionPreference = "Stop"

$Usage = @"
Usage: scripts/run_tests.ps1 [fast|default|all] [-DryRun] [-Help]

  fast      format, static analysis and unit tests
  default   fast, and the integration tests (make test)
  all       default, and whatever takes long

  -DryRun   print what would be run, and run nothing
"@

$Program = "run_tests"
. (Join-Path -Path $PSScriptRoot -ChildPath "lib" -AdditionalChildPath "deployment.ps1")

if ($Help) {
    Write-Output $Usage
    exit 0
}
$arguments = @("mvn", "--batch-mode", "--no-transfer-progress")
if ($Tier -eq "fast") {
    $arguments += @("test", "-Pfast")
}
elseif ($Tier -eq "default") {
    $arguments += @("verify")
}
elseif ($Tier -eq "all") {
    $arguments += @("verify", "-Pall")
}
else {
    Stop-Usage -Why "there is no $Tier"
}
Assert-Tools -Tools @("java", "mvn")
Write-Step -Text "Running the tests"
Set-Location -Path $Root
Invoke-Tool -Words $arguments
exit 0
