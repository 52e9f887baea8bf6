# Deploys the pipeline to a cloud, or another version of it, or removes it.
#
# Needs PowerShell 7; terraform, docker and the cloud's command, logged in; terraform/CLOUD/terraform.tfvars, which
# scripts/quick_setup.ps1 writes. scripts/deploy.sh does the same.
param(
    [string]$Cloud = "",
    [string]$ImageTag = "",
    [switch]$Yes,
    [switch]$PasswordStdin,
    [string]$Platform = "",
    [switch]$Destroy,
    [switch]$DeleteData,
    [switch]$DryRun,
    [switch]$Help
)

Set-StrictMode -Version Latest
$ErrorActionPreference = "Stop"

$Usage = @"
Usage: scripts/deploy.ps1 azure|aws|gcp [IMAGE_TAG] [-Yes] [-PasswordStdin] [-Platform PLATFORM] [-DryRun] [-Help]
       scripts/deploy.ps1 azure|aws|gcp -Destroy [-DeleteData] [-Yes] [-DryRun]

Builds and pushes the image of this checkout, and applies terraform/CLOUD. The first time it makes the registry before
the image. It may be run again, after a failure too.

  IMAGE_TAG           default: the commit, with the time if something is not committed
  -Yes                do not ask before terraform changes something
  -PasswordStdin      read the password of the PostgreSQL user from standard input; needs -Yes
  -Platform PLATFORM  of the image; default: linux/amd64, or linux/arm64 where terraform.tfvars asks for it
  -Destroy            remove everything but the data
  -DeleteData         with -Destroy on Azure: the storage account too (elsewhere empty the bucket first)
  -DryRun             print what would be run, and run nothing

The password is taken from standard input, terraform.tfvars, TF_VAR_pg_password or PG_PASSWORD, or asked for. It is
handed to terraform by the environment, and is on no command line.
"@

$Program = "deploy"
. (Join-Path -Path $PSScriptRoot -ChildPath "lib" -AdditionalChildPath "deployment.ps1")

# terraform in the module, with the password in its environment alone.
function Invoke-Terraform {
    param([string[]]$Words)
    if ($DryRun) {
        Show-Command -Words (@("terraform", "-chdir=terraform/$Cloud") + $Words)
        return
    }
    Invoke-WithEnvironment -Variables @{ "TF_VAR_pg_password" = $Password } -Block {
        & "terraform" "-chdir=$Module" @Words
    }
    if ($LASTEXITCODE -ne 0) {
        Stop-Script -Why ("terraform " + $Words[0] + " failed, the reason stands above")
    }
}

function Assert-Approval {
    if ($Yes) {
        $script:Approval = @("-auto-approve")
        return
    }
    if ($DryRun) {
        return
    }
    if ($PasswordStdin) {
        Stop-Usage -Why "-PasswordStdin needs -Yes: terraform could not ask"
    }
    if ([Console]::IsInputRedirected) {
        Stop-Usage -Why "terraform cannot ask without a terminal: -Yes approves"
    }
}

# terraform asks for the subscription where az has one chosen.
function Select-Subscription {
    if ($Cloud -ne "azure" -or $DryRun) {
        return
    }
    if ((Get-Tfvar -Name "subscription_id") -eq "" -and "" + $env:ARM_SUBSCRIPTION_ID -eq "") {
        $env:ARM_SUBSCRIPTION_ID = & "az" "account" "show" "--query" "id" "--output" "tsv"
    }
}

function Assert-Answers {
    if (Test-Path -Path $Answers) {
        Protect-File -Path $Answers
    }
    elseif ($DryRun) {
        Write-Output "    there is no $Answers yet"
    }
    else {
        Stop-Script -Why "there is no ${Answers}: scripts/quick_setup.ps1 writes it, or copy terraform.tfvars.example and fill it in"
    }
}

# What az says, or the end.
function Get-AzureText {
    param([string[]]$Words)
    $text = & "az" @Words
    if ($LASTEXITCODE -ne 0) {
        Stop-Script -Why "az failed, the reason stands above"
    }
    return $text
}

# Azure starts the new revision beside the old one and stops the old one when the new one lives. Here it is seen to:
# whatever is active besides the newest is deactivated, once that runs.
function Stop-OldRevisions {
    $app = @("--resource-group", (Get-Output -Name "resource_group_name"), "--name", (Get-Output -Name "service_name"))
    $subscription = Get-Tfvar -Name "subscription_id"
    if ($subscription -ne "") {
        $app += @("--subscription", $subscription) # not that of az, which may be another
    }
    $show = @("containerapp", "show") + $app
    $list = @("containerapp", "revision", "list") + $app + @("--query", "[?properties.active].name", "--output", "tsv")
    $deactivate = @("az", "containerapp", "revision", "deactivate") + $app
    if ($DryRun) {
        Show-Command -Words (@("az") + $show + @("--query", "properties.latestReadyRevisionName", "--output", "tsv"))
        Show-Command -Words (@("az") + $list)
        Show-Command -Words ($deactivate + @("--revision", "<old revision>"))
        return
    }
    $tries = 60
    while ($true) {
        $latest = Get-AzureText -Words ($show + @("--query", "properties.latestRevisionName", "--output", "tsv"))
        $ready = Get-AzureText -Words ($show + @("--query", "properties.latestReadyRevisionName", "--output", "tsv"))
        if ($latest -eq $ready) {
            break
        }
        if ($tries -le 0) {
            Stop-Script -Why ("revision $latest does not start, and the one before it goes on; see its log: " + (Get-Output -Name "logs_command"))
        }
        Start-Sleep -Seconds 10
        $tries -= 1
    }
    foreach ($other in @(Get-AzureText -Words $list)) {
        if ($other -ne $latest) {
            Invoke-Tool -Words ($deactivate + @("--revision", $other))
        }
    }
}

function Stop-OtherWriters {
    if ($Cloud -eq "azure") {
        Stop-OldRevisions
    }
    elseif ($Cloud -eq "aws") {
        # one task, and never two: it only has to have begun
        $region = Get-Output -Name "region"
        $cluster = Get-Output -Name "cluster_name"
        $service = Get-Output -Name "service_name"
        Invoke-Tool -Words @("aws", "ecs", "wait", "services-stable", "--region", $region, "--cluster", $cluster, "--services", $service)
    }
    elseif ((Get-Output -Name "runtime") -ne "vm") {
        # an instance ends when its revision has no traffic any more; a machine is replaced and not doubled
        $region = Get-Output -Name "region"
        $project = Get-Output -Name "project_id"
        $service = Get-Output -Name "service_name"
        Invoke-Tool -Words @("gcloud", "run", "services", "update-traffic", $service, "--project", $project, "--region", $region, "--to-latest")
    }
}

function Start-Deployment {
    $push = @{ "Cloud" = $Cloud; "ImageTag" = $Tag; "Platform" = $Platform; "DryRun" = $DryRun }

    Write-Step -Text "Preparing terraform"
    Invoke-Terraform -Words @("init", "-input=false")
    if ((Get-Tfvar -Name "image") -eq "") {
        # run=false would pause a job that runs, so only while there is no registry
        if ($DryRun -or (Get-Output -Name "image_repository" -Optional) -eq "") {
            Write-Step -Text "Making everything but the job, the first time"
            Invoke-Terraform -Words (@("apply") + $Approval + @("-var", "run=false", "-var", "image_tag=$Tag"))
        }
        & (Join-Path -Path $PSScriptRoot -ChildPath "build_and_push.ps1") @push
        if ($LASTEXITCODE -ne 0) {
            Stop-Script -Why "there is no image to run"
        }
        # so that a plain terraform apply later does not go back to another version
        if (-not $DryRun) {
            Set-Tfvars -Pairs ([ordered]@{ "image_tag" = $Tag })
        }
    }

    Write-Step -Text "Starting the job"
    Invoke-Terraform -Words (@("apply") + $Approval + @("-var", "image_tag=$Tag"))
    $landing = Get-Output -Name "landing_uri"
    $logs = Get-Output -Name "logs_command"
    $state = Get-Output -Name "status_command"

    Write-Step -Text "Leaving one writer"
    Stop-OtherWriters
    if ($DryRun) {
        return
    }

    Write-Step -Text "Deployed"
    Write-Output "Rows land in    $landing"
    Write-Output "Its log         $logs"
    Write-Output "Does it run?    $state"
    Write-Output "Is it healthy?  scripts/health_check.ps1 $Cloud, see its -Help"
}

function Remove-Deployment {
    $slot = Get-Tfvar -Name "pg_slot"
    if ($slot -eq "") {
        $slot = "cdc_slot"
    }
    Write-Step -Text "Preparing terraform"
    Invoke-Terraform -Words @("init", "-input=false")
    if ($Cloud -eq "azure" -and -not $DeleteData) {
        Write-Step -Text "Keeping the data: terraform forgets the storage account"
        Remove-FromState -Resources @("azurerm_storage_account.lake", "azurerm_storage_container.lake", "azurerm_resource_group.job")
    }
    Write-Step -Text "Removing everything else"
    Invoke-Terraform -Words (@("destroy") + $Approval + @("-var", "image_tag=none"))
    Write-Step -Text "Still to do: drop the slot in PostgreSQL, or it keeps WAL for ever"
    Write-Output "SELECT pg_drop_replication_slot('$slot');"
}

# Forgets resources, as far as terraform still knows them.
function Remove-FromState {
    param([string[]]$Resources)
    if ($DryRun) {
        Invoke-Terraform -Words (@("state", "rm") + $Resources)
        return
    }
    $known = @(& "terraform" "-chdir=$Module" "state" "list")
    if ($LASTEXITCODE -ne 0) {
        Stop-Script -Why "terraform state list failed, the reason stands above"
    }
    foreach ($resource in $Resources) {
        if (@($known | Where-Object -FilterScript { $_.StartsWith($resource) }).Count -gt 0) {
            Invoke-Terraform -Words @("state", "rm", $resource)
        }
    }
}

if ($Help) {
    Write-Output $Usage
    exit 0
}
Select-Cloud -Name $Cloud
if ($DeleteData -and -not $Destroy) {
    Stop-Usage -Why "-DeleteData goes with -Destroy"
}
$Approval = @()
Assert-Approval

Write-Step -Text "Checking tools and login"
if ($Destroy) {
    Assert-Tools -Tools @("terraform", $Cli)
}
else {
    Assert-Tools -Tools @("terraform", "docker", $Cli)
}
Assert-Login
Assert-Answers
Select-Subscription
if ($Destroy) {
    $Password = "unused" # terraform wants a value, and makes nothing of it here
    Remove-Deployment
}
else {
    $Tag = Get-Tag -Given $ImageTag
    $Password = Read-Password
    Start-Deployment
}
exit 0
