# From a database to a running pipeline: asks, looks at the database, writes terraform.tfvars and deploys.
#
# Needs PowerShell 7; terraform, docker and the cloud's command, logged in. scripts/quick_setup.sh does the same.
param(
    [string]$Cloud = "",
    [string]$Name = "",
    [string]$Region = "",
    [string]$AlertEmail = "",
    [string]$PgHost = "",
    [string]$PgPort = "",
    [string]$PgDatabase = "",
    [string]$PgUser = "",
    [string]$PgPublication = "",
    [string]$PgSlot = "",
    [string]$PgSslMode = "",
    [string]$TableInclude = "",
    [string]$Size = "",
    [string]$ImageTag = "",
    [string]$SubscriptionId = "",
    [string]$ResourceGroupName = "",
    [string]$AcrName = "",
    [string]$StorageAccountName = "",
    [string]$S3BucketName = "",
    [string]$ProjectId = "",
    [string]$GcsBucketName = "",
    [string]$Runtime = "",
    [switch]$Yes,
    [switch]$PasswordStdin,
    [switch]$SkipDoctor,
    [switch]$NoDeploy,
    [switch]$DryRun,
    [switch]$Help
)

Set-StrictMode -Version Latest
$ErrorActionPreference = "Stop"

$Usage = @"
Usage: scripts/quick_setup.ps1 [ANSWER]... [-Yes] [-PasswordStdin] [-SkipDoctor] [-NoDeploy] [-DryRun] [-Help]

Asks for what it needs, offering what terraform.tfvars says already; looks at the database (cdc doctor); writes
terraform/CLOUD/terraform.tfvars, readable by you alone and without the password; deploys. It may be run again.

  -Cloud azure|aws|gcp         -PgHost HOST                -PgSslMode MODE
  -Name NAME                   -PgPort PORT                -TableInclude "SCHEMA.TABLE,…"
  -Region REGION               -PgDatabase DATABASE        -Size small|medium|large
  -AlertEmail ADDRESS          -PgUser USER                -ImageTag TAG
                               -PgPublication PUBLICATION
                               -PgSlot SLOT
  Azure:  -SubscriptionId ID   -ResourceGroupName NAME     -AcrName NAME    -StorageAccountName NAME
  AWS:    -S3BucketName NAME
  Google: -ProjectId ID        -GcsBucketName NAME         -Runtime cloud_run|vm

  -Yes            ask nothing: what is not given has its default
  -PasswordStdin  read the password of the PostgreSQL user from standard input; needs -Yes
  -SkipDoctor     do not look at the database: where this machine cannot reach it
  -NoDeploy       stop when terraform.tfvars is written
  -DryRun         print what would be done, and do nothing

The password is taken from standard input, terraform.tfvars, TF_VAR_pg_password or PG_PASSWORD, or asked for.
"@

$Program = "quick_setup"
. (Join-Path -Path $PSScriptRoot -ChildPath "lib" -AdditionalChildPath "deployment.ps1")

$Wrong = New-Object -TypeName "System.Collections.Generic.List[string]" # what keeps it from going on, all of it
$Pairs = [ordered]@{} # variable and answer: for terraform.tfvars

# The flag of a variable: pg_host is -PgHost.
function Get-FlagName {
    param([string]$Variable)
    return (($Variable.Split("_") | ForEach-Object -Process { $_.Substring(0, 1).ToUpper() + $_.Substring(1) }) -join "")
}

# One line that somebody types, or the end.
function Read-Answer {
    param([string]$Question)
    if (-not [Console]::IsInputRedirected) {
        return ("" + (Read-Host -Prompt $Question))
    }
    $line = [Console]::In.ReadLine()
    if ($null -eq $line) {
        Stop-Script -Why "the answers ended; with -Yes it asks nothing"
    }
    return $line
}

# Settles one answer: the flag's, or what is typed, or what terraform.tfvars says, or the default.
function Request-Answer {
    param([string]$Variable, [string]$Question, [string]$Default, [string]$Pattern, [string]$Words)
    $flag = Get-FlagName -Variable $Variable
    $known = Get-Tfvar -Name $Variable
    if ($known -ne "") {
        $Default = $known
    }
    $answer = (Get-Variable -Name $flag -Scope "Script").Value
    $shown = ""
    if ($Default -ne "") {
        $shown = " [$Default]"
    }
    if ($answer -ne "" -or $Yes) {
        if ($answer -eq "") {
            $answer = $Default
        }
        if ($answer -cnotmatch $Pattern) {
            $got = ""
            if ($answer -ne "") {
                $got = ", not $answer"
            }
            $Wrong.Add("-$flag must be $Words$got")
        }
    }
    else {
        while ($true) {
            $answer = Read-Answer -Question ($Question + $shown)
            if ($answer -eq "") {
                $answer = $Default
            }
            if ($answer -cmatch $Pattern) {
                break
            }
            Write-Output "It must be $Words"
        }
    }
    Set-Variable -Name $flag -Value $answer -Scope "Script"
    if ($answer -ne "") {
        $Pairs[$Variable] = $answer
    }
}

function Request-Cloud {
    $answer = $Cloud
    while ($answer -eq "" -and -not $Yes) {
        $answer = Read-Answer -Question "Which cloud: azure, aws or gcp?"
    }
    Select-Cloud -Name $answer
}

function Request-Place {
    if ($Cloud -eq "azure") {
        Request-Answer "region" "Region, best that of the database" "eastus" "^[a-z0-9]+$" "a region such as eastus"
        Request-Answer "subscription_id" "Subscription (empty: the one that az has chosen)" "" "^[0-9a-f-]*$" "the id of a subscription"
        Request-Answer "resource_group_name" "Resource group to create" "postgres-cdc" "^[A-Za-z0-9._()-]{1,90}$" "the name of a resource group"
        Request-Answer "acr_name" "Container registry to create, unique in the world" "" "^[a-zA-Z0-9]{5,50}$" "5 to 50 letters and digits"
        Request-Answer "storage_account_name" "Storage account to create, unique in the world" "" "^[a-z0-9]{3,24}$" "3 to 24 of a-z and 0-9"
    }
    elseif ($Cloud -eq "aws") {
        Request-Answer "region" "Region, best that of the database" "us-east-1" "^[a-z0-9-]+$" "a region such as us-east-1"
        Request-Answer "s3_bucket_name" "Bucket to create, unique in the world" "" "^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$" "3 to 63 of a-z, 0-9 and hyphen"
    }
    else {
        Request-Answer "project_id" "Project" "" "^[a-z][a-z0-9-]{4,28}[a-z0-9]$" "the id of a project"
        Request-Answer "region" "Region, best that of the database" "us-central1" "^[a-z0-9-]+$" "a region such as us-central1"
        Request-Answer "gcs_bucket_name" "Bucket to create, unique in the world" "" "^[a-z0-9][a-z0-9_-]{1,61}[a-z0-9]$" "3 to 63 of a-z, 0-9, - and _"
        Request-Answer "runtime" "Runs on cloud_run, or on vm at a fifth of the price" "cloud_run" "^(cloud_run|vm)$" "cloud_run or vm"
    }
}

function Request-Database {
    Request-Answer "pg_host" "PostgreSQL host" "" "^[A-Za-z0-9.:_-]+$" "a name or an address, without a scheme or a port"
    Request-Answer "pg_port" "Port" "5432" "^[0-9]{1,5}$" "a port"
    Request-Answer "pg_database" "Database" "" "." "the database to capture"
    Request-Answer "pg_user" "User, with REPLICATION, and SELECT on the tables" "cdc" "." "a user"
    Request-Answer "table_include" "Tables, as schema.table, separated by commas" "" ".[.]." "at least one schema.table"
    Request-Answer "pg_publication" "Publication of these tables" "cdc_pub" "." "a publication"
    Request-Answer "pg_slot" "Replication slot, which the job makes" "cdc_slot" "^[a-z0-9_]{1,63}$" "1 to 63 of a-z, 0-9 and _"
    Request-Answer "pg_ssl_mode" "Encryption of the connection" "require" "^(disable|allow|prefer|require|verify-ca|verify-full)$" "disable, allow, prefer, require, verify-ca or verify-full"
}

function Request-Job {
    Request-Answer "name" "What the names of everything begin with" "postgres-cdc" "^[a-z][a-z0-9-]{1,18}[a-z0-9]$" "3 to 20 of a-z, 0-9 and hyphen"
    Request-Answer "size" "Size: small, medium or large (docs/cost.md)" "small" "^(small|medium|large)$" "small, medium or large"
    Request-Answer "alert_email" "Who is told of alerts (empty: nobody)" "" "^(.+@.+)?$" "an e-mail address"
}

# The doctor by ./cdc where it can be built or run here, else in a container of the image that is deployed.
function Test-Database {
    if ($DryRun) {
        Write-Output "    would run: cdc doctor, for $PgDatabase at ${PgHost}:$PgPort as $PgUser"
        return
    }
    # the pipeline's own store is not there yet
    $place = Join-Path -Path ([System.IO.Path]::GetTempPath()) -ChildPath ("cdc-" + [guid]::NewGuid())
    New-Item -Path $place -ItemType "Directory" | Out-Null
    $store = ([uri]$place).AbsoluteUri
    $here = (-not $IsWindows) -and (Get-Command -Name "java" -ErrorAction SilentlyContinue) -and (Get-Command -Name "mvn" -ErrorAction SilentlyContinue)
    if (-not $here) {
        $store = "file:///tmp"
    }
    $variables = @{
        "PG_HOST" = $PgHost
        "PG_PORT" = $PgPort
        "PG_DATABASE" = $PgDatabase
        "PG_USER" = $PgUser
        "PG_PASSWORD" = $Password
        "PG_PUBLICATION" = $PgPublication
        "PG_SLOT" = $PgSlot
        "PG_SSL_MODE" = $PgSslMode
        "TABLE_INCLUDE" = $TableInclude
        "LANDING_URI" = "$store/landing"
        "CHECKPOINT_URI" = "$store/checkpoints"
    }
    if ($here) {
        $doctor = @((Join-Path -Path $Root -ChildPath "cdc"), "doctor")
    }
    else {
        Invoke-Tool -Words @("docker", "build", "--tag", "cdc-doctor", $Root)
        $doctor = @("docker", "run", "--rm")
        foreach ($name in $variables.Keys) {
            $doctor += @("--env", $name) # the name alone: the value stays in the environment
        }
        $doctor += @("cdc-doctor", "doctor")
    }
    $command = $doctor[0]
    $arguments = @($doctor | Select-Object -Skip 1)
    Invoke-WithEnvironment -Variables $variables -Block {
        & $command @arguments
    }
    $status = $LASTEXITCODE
    Remove-Item -Path $place -Recurse -Force
    if ($status -eq 1) {
        Stop-Script -Why "the database is not ready: mend what is critical above, and run this again"
    }
    if ($status -ne 0) {
        Stop-Script -Why "the doctor could not look at everything, see above; if this machine cannot reach the database: -SkipDoctor"
    }
}

if ($Help) {
    Write-Output $Usage
    exit 0
}
if ($PasswordStdin -and -not $Yes) {
    Stop-Usage -Why "-PasswordStdin needs -Yes: there is no input for answers"
}
Request-Cloud

Write-Step -Text "Checking tools and login"
Assert-Tools -Tools @("terraform", "docker", $Cli)
Assert-Login

Write-Step -Text "Asking"
Request-Place
Request-Database
Request-Job
if ($Wrong.Count -gt 0) {
    foreach ($line in $Wrong) {
        [Console]::Error.WriteLine("${Program}: $line")
    }
    exit 2
}
$Password = Read-Password

if (-not $SkipDoctor) {
    Write-Step -Text "Looking at the database"
    Test-Database
}

Write-Step -Text "Writing terraform.tfvars"
if ($DryRun) {
    Write-Output "    would write $Answers"
}
else {
    Set-Tfvars -Pairs $Pairs
    Write-Output "$Answers (for you alone, without the password)"
}
if ($NoDeploy) {
    exit 0
}

$deployment = @{ "Cloud" = $Cloud; "ImageTag" = $ImageTag; "Yes" = $Yes; "DryRun" = $DryRun }
Invoke-WithEnvironment -Variables @{ "TF_VAR_pg_password" = $Password } -Block {
    & (Join-Path -Path $PSScriptRoot -ChildPath "deploy.ps1") @deployment
}
exit $LASTEXITCODE
