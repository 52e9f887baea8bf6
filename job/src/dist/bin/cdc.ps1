# Starts cdc where there is no sh; bin/cdc is the same for Linux and macOS.
#
# Needs PowerShell 7 and Java 17 or newer, from JAVA_HOME or else from PATH.
# Environment: CDC_JAVA_OPTS, CDC_LOG_CONFIG and FLINK_PLUGINS_DIR, as bin/cdc says.
Set-StrictMode -Version Latest
$ErrorActionPreference = "Stop"

function Stop-Cdc([string]$Message) {
    [Console]::Error.WriteLine("cdc: " + $Message)
    exit 127
}

$name = "java"
if ($IsWindows) {
    $name = "java.exe"
}
if ($env:JAVA_HOME) {
    $java = Join-Path -Path $env:JAVA_HOME -ChildPath "bin" -AdditionalChildPath $name
    if (-not (Test-Path -LiteralPath $java)) {
        Stop-Cdc "JAVA_HOME is ${env:JAVA_HOME}, but there is no bin/${name} in it. Correct it, or remove it to use the java on PATH"
    }
}
else {
    $found = @(Get-Command -Name $name -CommandType Application -ErrorAction SilentlyContinue)
    if ($found.Count -eq 0) {
        Stop-Cdc "Java 17 or newer is needed and there is no java on PATH. Install it: https://adoptium.net/installation"
    }
    $java = $found[0].Source
}

$cdcHome = Split-Path -Path $PSScriptRoot -Parent
$lib = Join-Path -Path $cdcHome -ChildPath "lib"

# flink-cdc's connectors shadow classes of Debezium's jars, so they come first; a wildcard has no order
$classPath = @(Get-ChildItem -Path $lib -Filter "flink-connector-*.jar" | ForEach-Object { $_.FullName })
$classPath += Join-Path -Path $lib -ChildPath "*"
$classPath += Join-Path -Path $lib -ChildPath "demo" -AdditionalChildPath "*"

if (-not $env:FLINK_PLUGINS_DIR) {
    $env:FLINK_PLUGINS_DIR = Join-Path -Path $cdcHome -ChildPath "plugins"
}
$options = "-Xmx512m -XX:+UseSerialGC"
if ($null -ne $env:CDC_JAVA_OPTS) {
    $options = $env:CDC_JAVA_OPTS
}
$conf = Join-Path -Path $cdcHome -ChildPath "conf"
$log = Join-Path -Path $conf -ChildPath "log4j2.properties"
if ($env:CDC_LOG_CONFIG) {
    $log = $env:CDC_LOG_CONFIG
}

$jvm = @(
    "@" + (Join-Path -Path $conf -ChildPath "jvm.options")
    "-Dlog4j2.configurationFile=" + $log
    "-Dcdc.home=" + $cdcHome
)
$jvm += @($options -split " " | Where-Object { $_ })
$jvm += @("-cp", ($classPath -join [IO.Path]::PathSeparator), "com.cdc.cli.Main")
& $java @jvm @args
exit $LASTEXITCODE
