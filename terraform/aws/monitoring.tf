# Once a minute the job prints `checkpoint_age_seconds=8 lag_seconds=3`. A metric filter cannot read a number out of
# key=value, so three filters count lines: all of them, those with an old checkpoint, and those that lag. Their
# expressions are those of CloudWatch, which knows no parentheses: "at least 600" is written out digit by digit.

locals {
  limits = {
    checkpoint_age_seconds = tostring(var.alert_checkpoint_age_seconds)
    lag_seconds            = tostring(var.alert_lag_seconds)
  }

  # For 600: key=600, key=60[1-9], key=6[1-9]\d, key=[7-9]\d\d, key=\d{4}
  at_least = {
    for key, limit in local.limits : key => join("|", concat(
      ["${key}=${limit}"],
      [
        for i in range(length(limit)) : join("", [
          "${key}=",
          substr(limit, 0, i),
          "[${tonumber(substr(limit, i, 1)) + 1}-9]",
          join("", [for j in range(length(limit) - i - 1) : "\\d"]),
        ]) if substr(limit, i, 1) != "9"
      ],
      ["${key}=${join("", [for j in range(length(limit) + 1) : "\\d"])}"],
    ))
  }

  status_line = "checkpoint_age_seconds=\\d+\\slag_seconds="
}

resource "aws_cloudwatch_log_group" "job" {
  name              = "/${var.name}/job"
  retention_in_days = var.log_retention_days
  kms_key_id        = var.kms_key_arn
}

resource "aws_cloudwatch_log_metric_filter" "job" {
  for_each = {
    StatusLines    = local.status_line
    OldCheckpoint  = local.at_least["checkpoint_age_seconds"]
    BehindPostgres = local.at_least["lag_seconds"]
  }

  name           = "${var.name}-${each.key}"
  log_group_name = aws_cloudwatch_log_group.job.name
  pattern        = "%${each.value}%"

  metric_transformation {
    namespace = var.name
    name      = each.key
    value     = "1"
    unit      = "Count"
  }
}

resource "aws_sns_topic" "alerts" {
  count = var.alert_email == null ? 0 : 1

  name              = "${var.name}-alerts"
  kms_master_key_id = var.kms_key_arn # alarms cannot publish to a topic under AWS's own key
}

resource "aws_sns_topic_subscription" "alerts" {
  count = var.alert_email == null ? 0 : 1

  topic_arn = aws_sns_topic.alerts[0].arn
  protocol  = "email"
  endpoint  = var.alert_email
}

resource "aws_cloudwatch_metric_alarm" "silent" {
  alarm_name          = "${var.name}-silent"
  alarm_description   = "No status line of the job for ten minutes: it does not run, does not start, or hangs. PostgreSQL keeps WAL for it. Look at the log and at the service's events."
  namespace           = var.name
  metric_name         = aws_cloudwatch_log_metric_filter.job["StatusLines"].metric_transformation[0].name
  statistic           = "Sum"
  period              = 300
  evaluation_periods  = 2
  comparison_operator = "LessThanThreshold"
  threshold           = 1
  treat_missing_data  = "breaching" # no line is no data
  actions_enabled     = var.run
  alarm_actions       = aws_sns_topic.alerts[*].arn
  ok_actions          = aws_sns_topic.alerts[*].arn
}

resource "aws_cloudwatch_metric_alarm" "no_checkpoint" {
  alarm_name          = "${var.name}-no-checkpoint"
  alarm_description   = "The newest checkpoint is older than ${var.alert_checkpoint_age_seconds} seconds: nothing lands, and PostgreSQL keeps WAL. Look at the log for the store's or the database's errors."
  namespace           = var.name
  metric_name         = aws_cloudwatch_log_metric_filter.job["OldCheckpoint"].metric_transformation[0].name
  statistic           = "Sum"
  period              = 60
  evaluation_periods  = 5
  datapoints_to_alarm = 4
  comparison_operator = "GreaterThanOrEqualToThreshold"
  threshold           = 1
  treat_missing_data  = "notBreaching" # the alarm above sees to silence
  alarm_actions       = aws_sns_topic.alerts[*].arn
  ok_actions          = aws_sns_topic.alerts[*].arn
}

resource "aws_cloudwatch_metric_alarm" "lag" {
  alarm_name          = "${var.name}-lag"
  alarm_description   = "The job is behind PostgreSQL by more than ${var.alert_lag_seconds} seconds. A snapshot or a burst of changes does that for a while; else take a larger size."
  namespace           = var.name
  metric_name         = aws_cloudwatch_log_metric_filter.job["BehindPostgres"].metric_transformation[0].name
  statistic           = "Sum"
  period              = 60
  evaluation_periods  = 5
  datapoints_to_alarm = 4
  comparison_operator = "GreaterThanOrEqualToThreshold"
  threshold           = 1
  treat_missing_data  = "notBreaching"
  alarm_actions       = aws_sns_topic.alerts[*].arn
  ok_actions          = aws_sns_topic.alerts[*].arn
}
