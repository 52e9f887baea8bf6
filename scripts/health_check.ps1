# Says whether a pipeline is healthy: by its own HTTP port, or by the last line of its log in a cloud.
#
# Needs PowerShell 7; az, aws or gcloud, logged in, for a cloud. scripts/health_check.sh does the same.
param(
    [string]$Target = "",
    [string]$Place = "",
    [switch]$DryRun,
    [switch]$Help
)

Set-StrictMode -Version Latest
$ErrorActionPreference = "Stop"

$Usage = @"
Usage: scripts/health_check.ps1 URL [-DryRun] [-Help]
       scripts/health_check.ps1 azure WORKSPACE_ID [-DryRun]
       scripts/health_check.ps1 aws LOG_GROUP [-DryRun]
       scripts/health_check.ps1 gcp PROJECT [-DryRun]

  URL           where ``cdc run`` answers, for example http://127.0.0.1:8080
  WORKSPACE_ID  of the Log Analytics workspace that the container logs to
  LOG_GROUP     of CloudWatch
  PROJECT       of Google Cloud
  -DryRun       print what would be asked, and ask nothing

With a URL, prints what /health/ready says. With a cloud, prints the last line of the log that says how old the last
checkpoint is and how far behind the job, of the last 15 minutes.

Environment:
  MAX_CHECKPOINT_AGE  seconds after which a checkpoint is too old (default: 300); only for a cloud
  MAX_LAG             seconds after which the job is too far behind (default: 900); only for a cloud

Exit code: 0 healthy, 1 not healthy, 2 could not be told.
"@

$Program = "health_check"
. (Join-Path -Path $PSScriptRoot -ChildPath "lib" -AdditionalChildPath "deployment.ps1")

function Exit-Unknown {
    param([string]$Why)
    Stop-Script -Why $Why -Code 2
}

function Assert-Command {
    param([string]$Name)
    if (-not (Get-Command -Name $Name -ErrorAction SilentlyContinue)) {
        Exit-Unknown -Why ("$Name is needed and not on PATH. Get it: " + $HowToGet[$Name])
    }
}

function Get-Limit {
    param([string]$Name, [int]$Default)
    $value = [Environment]::GetEnvironmentVariable($Name)
    if ([string]::IsNullOrEmpty($value)) {
        return $Default
    }
    return [int]$value
}

function Test-Url {
    param([string]$Url)
    if ($DryRun) {
        Write-Output "    would ask: $Url/health/ready"
        exit 0
    }
    $answer = $null
    try {
        $answer = Invoke-WebRequest -Uri "$Url/health/ready" -TimeoutSec 10 -SkipHttpErrorCheck
    }
    catch {
        Exit-Unknown -Why "nothing answers at $Url"
    }
    $status = $answer.StatusCode
    Write-Output $answer.Content.TrimEnd()
    if ($status -eq 200) {
        exit 0
    }
    if ($status -eq 503) {
        exit 1
    }
    Exit-Unknown -Why "$Url/health/ready answered with ${status}; is it the http.port of cdc run?"
}

# The command that prints the last status line.
function Get-AzureQuestion {
    param([string]$Workspace)
    $query = 'ContainerAppConsoleLogs_CL | where TimeGenerated > ago(15m) and Log_s has "checkpoint_age_seconds=" | top 1 by TimeGenerated | project Log_s'
    return @("az", "monitor", "log-analytics", "query", "--workspace", $Workspace, "--output", "tsv", "--query", "[0].Log_s", "--analytics-query", $query)
}

function Get-AwsQuestion {
    param([string]$Group)
    $since = [DateTimeOffset]::UtcNow.AddMinutes(-15).ToUnixTimeMilliseconds()
    return @("aws", "logs", "filter-log-events", "--log-group-name", $Group, "--start-time", "$since", "--filter-pattern", '"checkpoint_age_seconds="', "--query", "events[-1].message", "--output", "text")
}

function Get-GcpQuestion {
    param([string]$Project)
    return @("gcloud", "logging", "read", '"checkpoint_age_seconds="', "--project", $Project, "--freshness", "15m", "--limit", "1", "--format", "value(textPayload,jsonPayload.message)")
}

function Test-Line {
    param([string]$Line)
    if ($Line -notmatch "checkpoint_age_seconds=([0-9]+) lag_seconds=([0-9]+)") {
        Write-Output "No line of the last 15 minutes: the job does not run, or waits for another instance"
        exit 1
    }
    $age = [long]$Matches[1]
    $lag = [long]$Matches[2]
    Write-Output $Line
    if ($age -gt (Get-Limit -Name "MAX_CHECKPOINT_AGE" -Default 300)) {
        Write-Output "The last checkpoint is $age s old"
        exit 1
    }
    if ($lag -gt (Get-Limit -Name "MAX_LAG" -Default 900)) {
        Write-Output "The job is $lag s behind the database"
        exit 1
    }
    exit 0
}

if ($Help) {
    Write-Output $Usage
    exit 0
}

if ($Target -match "^https?://") {
    if ($Place -ne "") {
        Stop-Usage -Why "one URL is enough"
    }
    Test-Url -Url $Target.TrimEnd("/")
}

if ($Target -notin @("azure", "aws", "gcp")) {
    [Console]::Error.WriteLine($Usage)
    exit 2
}
if ($Place -eq "") {
    Stop-Usage -Why "$Target needs one more argument"
}

$question = switch ($Target) {
    "azure" { Get-AzureQuestion -Workspace $Place }
    "aws" { Get-AwsQuestion -Group $Place }
    "gcp" { Get-GcpQuestion -Project $Place }
}
if ($DryRun) {
    Show-Command -Words $question
    exit 0
}
$command = $question[0]
$arguments = @($question | Select-Object -Skip 1)
Assert-Command -Name $command
$lines = & $command @arguments
if ($LASTEXITCODE -ne 0) {
    Exit-Unknown -Why "the log of $Target cannot be read"
}
# aws gives the last of each page
$last = @($lines) -match "checkpoint_age_seconds=" | Select-Object -Last 1
Test-Line -Line "$last"
