# Runs cdc from this checkout where there is no sh; builds it first when it is missing. ./cdc does the same elsewhere.
#
# Needs PowerShell 7, a JDK 17 and Maven. After a change of the sources: mvn -pl job -am -DskipTests package
Set-StrictMode -Version Latest
$ErrorActionPreference = "Stop"

$program = Join-Path -Path $PSScriptRoot -ChildPath "job" -AdditionalChildPath "target", "cdc", "bin", "cdc.ps1"
if (-not (Test-Path -LiteralPath $program)) {
    [Console]::Error.WriteLine("cdc: building; the first time this downloads the dependencies and takes some minutes")
    Push-Location -LiteralPath $PSScriptRoot
    & mvn -q -B -ntp -pl job -am "-Dmaven.test.skip=true" "-Dspotless.check.skip=true" package | Out-Host
    $status = $LASTEXITCODE
    Pop-Location
    if ($status -ne 0) {
        [Console]::Error.WriteLine("cdc: the build failed, the reason stands above")
        exit 127
    }
}
& $program @args
exit $LASTEXITCODE
