# What the scripts that deploy have in common. Dot-sourced, not run; needs PowerShell 7.
# scripts/lib/deployment.sh is the same.
#
# The caller sets $Program, its name in messages, and $DryRun.

$PSNativeCommandUseErrorActionPreference = $false # exit codes are looked at here
$Root = (Resolve-Path -Path (Join-Path -Path $PSScriptRoot -ChildPath ".." -AdditionalChildPath "..")).Path

function Stop-Script {
    param([string]$Why, [int]$Code = 1)
    [Console]::Error.WriteLine("${Program}: $Why")
    exit $Code
}

function Stop-Usage {
    param([string]$Why)
    Stop-Script -Why "$Why; see -Help" -Code 2
}

function Write-Step {
    param([string]$Text)
    Write-Output "==> $Text"
}

# Prints a command that a dry run leaves out.
function Show-Command {
    param([string[]]$Words)
    $shown = @($Words | ForEach-Object -Process {
        if ($_ -match "^[A-Za-z0-9_./:=@,+-]+$") {
            $_
        }
        else {
            "'" + $_ + "'"
        }
    })
    Write-Output ("    would run: " + ($shown -join " "))
}

function Invoke-Tool {
    param([string[]]$Words)
    if ($DryRun) {
        Show-Command -Words $Words
        return
    }
    $command = $Words[0]
    $arguments = @($Words | Select-Object -Skip 1)
    & $command @arguments
    if ($LASTEXITCODE -ne 0) {
        Stop-Script -Why "$command failed, the reason stands above"
    }
}

$HowToGet = @{
    "terraform" = "1.11 or newer: https://developer.hashicorp.com/terraform/install"
    "docker" = "https://docs.docker.com/engine/install"
    "az" = "https://learn.microsoft.com/cli/azure/install-azure-cli"
    "aws" = "https://docs.aws.amazon.com/cli/latest/userguide/getting-started-install.html"
    "gcloud" = "https://cloud.google.com/sdk/docs/install"
    "java" = "https://adoptium.net/installation"
    "mvn" = "https://maven.apache.org/install.html"
}

# Names all tools that are missing at once. A dry run goes on without them.
function Assert-Tools {
    param([string[]]$Tools)
    $missing = $false
    foreach ($tool in $Tools) {
        if (-not (Get-Command -Name $tool -ErrorAction SilentlyContinue)) {
            [Console]::Error.WriteLine("${Program}: $tool is needed and not on PATH. Get it: " + $HowToGet[$tool])
            $missing = $true
        }
    }
    if ($missing -and -not $DryRun) {
        exit 127
    }
}

# Takes the cloud of the command line; sets $Cloud, its command $Cli, $Module and $Answers.
function Select-Cloud {
    param([string]$Name)
    $clis = @{ "azure" = "az"; "aws" = "aws"; "gcp" = "gcloud" }
    if ($Name -eq "") {
        Stop-Usage -Why "which cloud? azure, aws or gcp"
    }
    if (-not $clis.ContainsKey($Name)) {
        Stop-Usage -Why "there is no cloud ${Name}: azure, aws or gcp"
    }
    $script:Cloud = $Name
    $script:Cli = $clis[$Name]
    $script:Module = Join-Path -Path $Root -ChildPath "terraform" -AdditionalChildPath $Name
    $script:Answers = Join-Path -Path $Module -ChildPath "terraform.tfvars"
}

function Assert-Login {
    if ($DryRun) {
        return
    }
    if ($Cloud -eq "azure") {
        & "az" "account" "show" | Out-Null
        if ($LASTEXITCODE -ne 0) {
            Stop-Script -Why "az is not logged in: az login"
        }
    }
    elseif ($Cloud -eq "aws") {
        & "aws" "sts" "get-caller-identity" | Out-Null
        if ($LASTEXITCODE -ne 0) {
            Stop-Script -Why "aws is not logged in: aws sso login, or aws configure"
        }
    }
    else {
        & "gcloud" "auth" "print-access-token" | Out-Null
        if ($LASTEXITCODE -ne 0) {
            Stop-Script -Why "gcloud is not logged in: gcloud auth login"
        }
        & "gcloud" "auth" "application-default" "print-access-token" | Out-Null
        if ($LASTEXITCODE -ne 0) {
            Stop-Script -Why "terraform has no credentials: gcloud auth application-default login"
        }
    }
}

# What terraform.tfvars says, if that is in one line, else nothing.
function Get-Tfvar {
    param([string]$Name)
    if (-not (Test-Path -Path $Answers)) {
        return ""
    }
    foreach ($line in Get-Content -Path $Answers) {
        if ($line -cmatch ("^" + $Name + '\s*=\s*("(?<quoted>([^"\\]|\\.)*)"|(?<plain>[0-9a-z]+))\s*(#.*)?$')) {
            $text = "" + $Matches["quoted"] + $Matches["plain"]
            return ($text -replace '\\(["\\])', '$1' -replace '([$%])[$%]\{', '$1{')
        }
    }
    return ""
}

# One line of terraform.tfvars.
function Get-Assignment {
    param([string]$Name, [string]$Value)
    # a backslash and a quote end or change a string, ${ and %{ would be evaluated
    $text = $Value -replace '(["\\])', '\$1' -replace '([$%])\{', '$1$1{'
    if ($Name -eq "pg_port") {
        return "$Name = $text"
    }
    return $Name + ' = "' + $text + '"'
}

# The file is for its owner alone: mode 600, and on Windows an access list with one entry.
function Protect-File {
    param([string]$Path)
    if ($IsWindows) {
        Invoke-Tool -Words @("icacls", $Path, "/inheritance:r", "/grant:r", "${env:USERNAME}:F")
    }
    else {
        Invoke-Tool -Words @("chmod", "600", $Path)
    }
}

# Writes answers into terraform.tfvars: in the place of a variable's line, or at the end. What else the file holds stays.
function Set-Tfvars {
    param([System.Collections.Specialized.OrderedDictionary]$Pairs)
    $lines = New-Object -TypeName "System.Collections.Generic.List[string]"
    $written = @()
    if (Test-Path -Path $Answers) {
        foreach ($line in Get-Content -Path $Answers) {
            if ($line -cmatch "^([a-z0-9_]+)\s*=" -and $Pairs.Contains($Matches[1])) {
                $name = $Matches[1]
                $written += $name
                $line = Get-Assignment -Name $name -Value $Pairs[$name]
            }
            $lines.Add($line)
        }
    }
    foreach ($name in $Pairs.Keys) {
        if ($name -notin $written) {
            $lines.Add((Get-Assignment -Name $name -Value $Pairs[$name]))
        }
    }
    $temporary = "$Answers.new"
    New-Item -Path $temporary -ItemType "File" -Force | Out-Null
    Protect-File -Path $temporary
    Set-Content -Path $temporary -Value $lines
    Move-Item -Path $temporary -Destination $Answers -Force
}

# An output of the module; fails without one, unless it is optional: then nothing.
function Get-Output {
    param([string]$Name, [switch]$Optional)
    if ($DryRun) {
        return "<$Name>"
    }
    $text = @(& "terraform" "-chdir=$Module" "output" "-no-color" "-raw" $Name 2>$null)
    # without any output terraform warns, on standard output, and is content
    if ($LASTEXITCODE -eq 0 -and $text.Count -eq 1 -and $text[0] -ne "") {
        return $text[0]
    }
    if ($Optional) {
        return ""
    }
    Stop-Script -Why "terraform/$Cloud has no output ${Name}: scripts/deploy.ps1 $Cloud applies it"
}

# A tag for what is checked out, unless one is given: the commit, and the time if something is not committed.
function Get-Tag {
    param([string]$Given)
    if ($Given -ne "") {
        return $Given
    }
    $commit = & "git" "-C" $Root "rev-parse" "--short=12" "HEAD" 2>$null
    if ($LASTEXITCODE -ne 0) {
        Stop-Script -Why "this is no clone with a commit to name the image after: give IMAGE_TAG"
    }
    if (& "git" "-C" $Root "status" "--porcelain") {
        return $commit + "-" + (Get-Date).ToUniversalTime().ToString("yyyyMMddHHmmss")
    }
    return $commit
}

# Takes the password. A variable of the session stays: here, unlike in bash, it is that of whoever calls the script.
function Read-Password {
    $password = ""
    $fromEnvironment = "" + $env:TF_VAR_pg_password
    if ($fromEnvironment -eq "") {
        $fromEnvironment = "" + $env:PG_PASSWORD
    }
    $inFile = (Test-Path -Path $Answers) -and (Select-String -Path $Answers -Pattern "^pg_password\s*=" -Quiet)
    if ($PasswordStdin) {
        if ($inFile) {
            Stop-Script -Why "$Answers has a pg_password, which terraform prefers to any other: remove that line"
        }
        $password = "" + [Console]::In.ReadLine()
        if ($password -eq "") {
            Stop-Script -Why "standard input has no password"
        }
    }
    elseif ($inFile) {
        $password = Get-Tfvar -Name "pg_password"
        if ($password -ceq "change-me") {
            Stop-Script -Why "pg_password in $Answers is still change-me"
        }
    }
    elseif ($fromEnvironment -ne "") {
        $password = $fromEnvironment
    }
    elseif ($DryRun) {
        $password = "unknown"
    }
    elseif (-not [Console]::IsInputRedirected) {
        $password = Read-Host -Prompt "Password of the PostgreSQL user (not shown)" -MaskInput
    }
    if ($password -eq "") {
        Stop-Script -Why "the password is missing: set TF_VAR_pg_password, or pipe it in with -PasswordStdin"
    }
    return $password
}

# Runs a block with variables in its environment, which is as before after it.
function Invoke-WithEnvironment {
    param([hashtable]$Variables, [scriptblock]$Block)
    $before = @{}
    foreach ($name in $Variables.Keys) {
        $before[$name] = [Environment]::GetEnvironmentVariable($name)
        [Environment]::SetEnvironmentVariable($name, $Variables[$name])
    }
    try {
        & $Block
    }
    finally {
        foreach ($name in $before.Keys) {
            [Environment]::SetEnvironmentVariable($name, $before[$name])
        }
    }
}
