# Parses every PowerShell script of the project with PowerShell's own parser.
Set-StrictMode -Version Latest
$ErrorActionPreference = "Stop"

$root = (Resolve-Path -Path (Join-Path -Path $PSScriptRoot -ChildPath ".." -AdditionalChildPath "..")).Path
$bad = 0
$files = @(Get-ChildItem -Path (Join-Path -Path $root -ChildPath "scripts") -Filter "*.ps1" -Recurse)
$files += Get-ChildItem -Path $root, (Join-Path -Path $root -ChildPath "job/src/dist/bin") -Filter "*.ps1"
foreach ($file in $files) {
    $tokens = $null
    $problems = $null
    [System.Management.Automation.Language.Parser]::ParseFile($file.FullName, [ref]$tokens, [ref]$problems) | Out-Null
    foreach ($problem in $problems) {
        [Console]::Error.WriteLine($file.FullName + ":" + $problem.Extent.StartLineNumber + ": " + $problem.Message)
        $bad += 1
    }
}
if ($bad -gt 0) {
    exit 1
}
