# Once a minute the job prints `checkpoint_age_seconds=8 lag_seconds=3`; queries read it from the log. They look every
# fifteen minutes, which costs a third of every five.

locals {
  # The table does not exist before the first line: then the query must give nothing rather than fail.
  status_lines = <<-KQL
    let none = datatable(TimeGenerated: datetime, ContainerAppName_s: string, Log_s: string) [];
    union isfuzzy=true none, ContainerAppConsoleLogs_CL
    | where ContainerAppName_s == "${var.name}"
    | extend age = toint(extract(@"checkpoint_age_seconds=(\d+) lag_seconds=", 1, Log_s)),
             lag = toint(extract(@"checkpoint_age_seconds=-?\d+ lag_seconds=(\d+)", 1, Log_s))
  KQL

  alerts = {
    silent = {
      condition   = "isnotnull(age)" # without one, as before the first checkpoint, the line does not count
      operator    = "LessThan"
      threshold   = 1
      description = "No status line of the job for fifteen minutes: it does not run, does not start, or hangs. PostgreSQL keeps WAL for it. Look at the console log and the system log of the container app."
    }
    no-checkpoint = {
      condition   = "age >= ${var.alert_checkpoint_age_seconds}"
      operator    = "GreaterThanOrEqual"
      threshold   = 5
      description = "The newest checkpoint is older than ${var.alert_checkpoint_age_seconds} seconds: nothing lands, and PostgreSQL keeps WAL. Look at the log for the store's or the database's errors."
    }
    lag = {
      condition   = "lag >= ${var.alert_lag_seconds}"
      operator    = "GreaterThanOrEqual"
      threshold   = 5
      description = "The job is behind PostgreSQL by more than ${var.alert_lag_seconds} seconds. A snapshot or a burst of changes does that for a while; else take a larger size."
    }
  }
}

resource "azurerm_log_analytics_workspace" "job" {
  name                = var.name
  resource_group_name = azurerm_resource_group.job.name
  location            = azurerm_resource_group.job.location
  sku                 = "PerGB2018"
  retention_in_days   = var.log_retention_days
  daily_quota_gb      = 1 # a job that fails in a loop shall not cost more than itself
  tags                = local.tags
}

resource "azurerm_monitor_action_group" "alerts" {
  count = var.alert_email == null ? 0 : 1

  name                = "${var.name}-alerts"
  resource_group_name = azurerm_resource_group.job.name
  short_name          = substr(replace(var.name, "-", ""), 0, 12)
  tags                = local.tags

  email_receiver {
    name                    = "operator"
    email_address           = var.alert_email
    use_common_alert_schema = true
  }
}

resource "azurerm_monitor_scheduled_query_rules_alert_v2" "job" {
  for_each = local.alerts

  name                    = "${var.name}-${each.key}"
  resource_group_name     = azurerm_resource_group.job.name
  location                = azurerm_resource_group.job.location
  description             = each.value.description
  scopes                  = [azurerm_log_analytics_workspace.job.id]
  severity                = each.key == "lag" ? 2 : 1
  enabled                 = var.run
  evaluation_frequency    = "PT15M"
  window_duration         = "PT15M"
  auto_mitigation_enabled = true
  skip_query_validation   = true # the table is not there yet
  tags                    = local.tags

  criteria {
    query                   = "${local.status_lines}| where ${each.value.condition}"
    time_aggregation_method = "Count"
    operator                = each.value.operator
    threshold               = each.value.threshold

    failing_periods {
      minimum_failing_periods_to_trigger_alert = 1
      number_of_evaluation_periods             = 1
    }
  }

  dynamic "action" {
    for_each = azurerm_monitor_action_group.alerts

    content {
      action_groups = [action.value.id]
    }
  }
}
