# Says whether a pipeline is healthy: by its own HTTP port, or by the last line of its log in a cloud.
#
# Needs PowerShell 7; az, aws or gcloud, logged in, for a cloud. scripts/health_check.sh does the same.
param(
    [string]$Target = "",
    [string]$Place = "",
    [switch]$Help
)

Set-StrictMode -Version Latest
$ErrorActionPreference = "Stop"

$Usage = @"
Usage: scripts/health_check.ps1 URL
       scripts/health_check.ps1 azure WORKSPACE_ID
       scripts/health_check.ps1 aws LOG_GROUP
       scripts/health_check.ps1 gcp PROJECT

  URL           where ``cdc run`` answers, for example http://127.0.0.1:8080
  WORKSPACE_ID  of the Log Analytics workspace that the container logs to
  LOG_GROUP     of CloudWatch
  PROJECT       of Google Cloud

With a URL, prints what /health/ready says. With a cloud, prints the last line of the log that says how old the last
checkpoint is and how far behind the job, of the last 15 minutes.

Environment:
  MAX_CHECKPOINT_AGE  seconds after which a checkpoint is too old (default: 300); only for a cloud
  MAX_LAG             seconds after which the job is too far behind (default: 900); only for a cloud

Exit code: 0 healthy, 1 not healthy, 2 could not be told.
"@

function Exit-Unknown {
    param([string]$Why)
    [Console]::Error.WriteLine("health_check: $Why")
    exit 2
}

function Assert-Command {
    param([string]$Name)
    if (-not (Get-Command -Name $Name -ErrorAction SilentlyContinue)) {
        Exit-Unknown -Why "$Name is needed and not on PATH"
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
    $ready = $Url.TrimEnd("/") + "/health/ready"
    $answer = $null
    try {
        $answer = Invoke-WebRequest -Uri $ready -TimeoutSec 10 -SkipHttpErrorCheck
    }
    catch {
        Exit-Unknown -Why "nothing answers at $Url"
    }
    Write-Output $answer.Content.TrimEnd()
    if ($answer.StatusCode -eq 200) {
        exit 0
    }
    if ($answer.StatusCode -eq 503) {
        exit 1
    }
    Exit-Unknown -Why "$ready answered with $($answer.StatusCode); is it the http.port of cdc run?"
}

function Get-AzureLine {
    param([string]$Workspace)
    Assert-Command -Name "az"
    $query = 'ContainerAppConsoleLogs_CL | where TimeGenerated > ago(15m) and Log_s has "checkpoint_age_seconds=" | top 1 by TimeGenerated | project Log_s'
    & "az" "monitor" "log-analytics" "query" "--workspace" $Workspace "--output" "tsv" "--query" "[0].Log_s" "--analytics-query" $query
}

function Get-AwsLine {
    param([string]$Group)
    Assert-Command -Name "aws"
    $since = [DateTimeOffset]::UtcNow.AddMinutes(-15).ToUnixTimeMilliseconds()
    & "aws" "logs" "filter-log-events" "--log-group-name" $Group "--start-time" "$since" "--filter-pattern" '"checkpoint_age_seconds="' "--query" "events[-1].message" "--output" "text"
}

function Get-GcpLine {
    param([string]$Project)
    Assert-Command -Name "gcloud"
    & "gcloud" "logging" "read" '"checkpoint_age_seconds="' "--project" $Project "--freshness" "15m" "--limit" "1" "--format" "value(textPayload,jsonPayload.message)"
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

if ($Help -or $Target -eq "-h" -or $Target -eq "--help") {
    Write-Output $Usage
    exit 0
}

if ($Target -match "^https?://") {
    if ($Place -ne "") {
        Exit-Unknown -Why "one URL is enough; see --help"
    }
    Test-Url -Url $Target
}

if ($Target -notin @("azure", "aws", "gcp")) {
    [Console]::Error.WriteLine($Usage)
    exit 2
}
if ($Place -eq "") {
    Exit-Unknown -Why "$Target needs one more argument; see --help"
}

$lines = switch ($Target) {
    "azure" { Get-AzureLine -Workspace $Place }
    "aws" { Get-AwsLine -Group $Place }
    "gcp" { Get-GcpLine -Project $Place }
}
if ($LASTEXITCODE -ne 0) {
    Exit-Unknown -Why "the log of $Target cannot be read"
}
# aws gives the last of each page
$last = @($lines) -match "checkpoint_age_seconds=" | Select-Object -Last 1
Test-Line -Line "$last"
