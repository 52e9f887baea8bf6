# What every cloud asks for, and what of it the job is told. This file is the same in terraform/aws, terraform/azure and
# terraform/gcp (scripts/check_terraform.sh compares them); what only this cloud asks for is in variables_cloud.tf.

locals {
  # One that is null is not told, so what `settings` says of it counts.
  told = {
    CHECKPOINT_INTERVAL = var.checkpoint_interval
    PG_HOST             = var.pg_host
    PG_PORT             = tostring(var.pg_port)
    PG_DATABASE         = var.pg_database
    PG_USER             = var.pg_user
    PG_PUBLICATION      = var.pg_publication
    PG_SLOT             = var.pg_slot
    PG_SSL_MODE         = var.pg_ssl_mode
    TABLE_INCLUDE       = var.table_include
  }
  job_settings = merge(var.settings, { for name, value in local.told : name => value if value != null })
}

variable "name" {
  description = "Begins the name of everything that is created, and is its tag `application`. Two pipelines need two names."
  type        = string
  default     = "postgres-cdc"

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{1,18}[a-z0-9]$", var.name))
    error_message = "The name must be 3 to 20 of a-z, 0-9 and hyphen, begin with a letter and not end with a hyphen."
  }
}

variable "tags" {
  description = "Tags (labels on Google Cloud) of everything that is created, beside `application` and `managed-by`. Lower case only, for Google's sake."
  type        = map(string)
  default     = {}

  validation {
    condition     = alltrue([for k, v in var.tags : can(regex("^[a-z][a-z0-9_-]{0,62}$", k)) && can(regex("^[a-z0-9_-]{0,63}$", v))])
    error_message = "Keys and values of tags may have lower-case letters, digits, _ and -, at most 63; keys begin with a letter."
  }
}

variable "pg_host" {
  description = "Host name or address of the PostgreSQL server, as the pipeline reaches it."
  type        = string

  validation {
    condition     = can(regex("^[A-Za-z0-9.:_-]+$", var.pg_host))
    error_message = "pg_host must be a name or an address, without a scheme, a port or a path."
  }
}

variable "pg_port" {
  description = "Port of the PostgreSQL server."
  type        = number
  default     = 5432

  validation {
    condition     = var.pg_port >= 1 && var.pg_port <= 65535 && floor(var.pg_port) == var.pg_port
    error_message = "pg_port must be a port from 1 to 65535."
  }
}

variable "pg_database" {
  description = "The database to capture."
  type        = string

  validation {
    condition     = length(var.pg_database) > 0
    error_message = "pg_database must not be empty."
  }
}

variable "pg_user" {
  description = "A user with REPLICATION, and with SELECT on the captured tables."
  type        = string

  validation {
    condition     = length(var.pg_user) > 0
    error_message = "pg_user must not be empty."
  }
}

variable "pg_password" {
  description = "The user's password. It goes to the cloud's secret store and is not kept in Terraform's state. After a change raise pg_password_version."
  type        = string
  sensitive   = true

  validation {
    condition     = length(var.pg_password) > 0
    error_message = "pg_password must not be empty. Set it in terraform.tfvars (mode 600) or as TF_VAR_pg_password."
  }
}

variable "pg_password_version" {
  description = "Raise it by one whenever pg_password changes: Terraform does not keep the password, so it cannot see the change by itself. The job restarts with the new one."
  type        = number
  default     = 1

  validation {
    condition     = var.pg_password_version >= 1 && floor(var.pg_password_version) == var.pg_password_version
    error_message = "pg_password_version must be a whole number from 1 on."
  }
}

variable "pg_publication" {
  description = "The publication that names the captured tables on the server."
  type        = string
  default     = "cdc_pub"
}

variable "pg_slot" {
  description = "The replication slot of this pipeline; the job creates it on its first start. Two pipelines never share one."
  type        = string
  default     = "cdc_slot"

  validation {
    condition     = can(regex("^[a-z0-9_]{1,63}$", var.pg_slot))
    error_message = "pg_slot must be 1 to 63 of a-z, 0-9 and _."
  }
}

variable "pg_ssl_mode" {
  description = "How the connection to PostgreSQL is encrypted, by libpq's names. verify-full checks the server against the authorities of the Java runtime."
  type        = string
  default     = "require"

  validation {
    condition     = contains(["disable", "allow", "prefer", "require", "verify-ca", "verify-full"], var.pg_ssl_mode)
    error_message = "pg_ssl_mode must be disable, allow, prefer, require, verify-ca or verify-full."
  }
}

variable "table_include" {
  description = "The tables to capture, each schema.table, separated by commas, as PostgreSQL stores the names. Example: \"public.items,public.orders\"."
  type        = string

  validation {
    condition     = length(trimspace(var.table_include)) > 0 && strcontains(var.table_include, ".")
    error_message = "table_include must name at least one table as schema.table."
  }
}

variable "image_tag" {
  description = "Tag of the image in the registry that is created here. Give every build a tag of its own: the registry does not let a tag move, where it can."
  type        = string

  validation {
    condition     = can(regex("^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$", var.image_tag))
    error_message = "image_tag must be a tag of an image: letters, digits, _, . and -, at most 128."
  }
}

variable "image" {
  description = "The whole name of an image elsewhere, instead of image_tag in the registry that is created here."
  type        = string
  default     = null
}

variable "run" {
  description = "Whether the job runs. false prepares everything but the job: for the first apply, before the image is pushed, and for a pause. The slot keeps WAL meanwhile."
  type        = bool
  default     = true
}

variable "size" {
  description = "How large the one instance is: small (a quarter of a vCPU with 0.5 GB), medium (twice that) or large (1 vCPU with 2 GB). Google Cloud differs, see its README."
  type        = string
  default     = "small"

  validation {
    condition     = contains(["small", "medium", "large"], var.size)
    error_message = "size must be small, medium or large."
  }
}

variable "checkpoint_interval" {
  description = "Time between two checkpoints: changes land on a checkpoint, and each one costs requests to the store (docs/cost.md)."
  type        = string
  default     = "60 s"

  validation {
    condition     = can(regex("^[1-9][0-9]* ?(ms|s|min|h)$", var.checkpoint_interval))
    error_message = "checkpoint_interval must be a number with ms, s, min or h, as in \"60 s\"."
  }
}

variable "settings" {
  description = "More settings of the job by their variables (docs/reference/configuration.md), as in {LANDING_COMPRESSION = \"zstd\"}. What has a variable here is taken from that, unless it is null. No secrets: they would be readable by whoever may look at the service."
  type        = map(string)
  default     = {}

  validation {
    condition     = alltrue([for k in keys(var.settings) : can(regex("^[A-Z][A-Z0-9_]*$", k)) && !can(regex("PASSWORD|SECRET|TOKEN|_KEY$", k))])
    error_message = "Names of settings are upper case, and none may be a password, secret, token or key: they are not for plain variables."
  }
}

variable "alert_email" {
  description = "Who is told when an alert fires. null: the alerts are there, and tell nobody."
  type        = string
  default     = null
}

variable "alert_checkpoint_age_seconds" {
  description = "An alert fires when the newest checkpoint is older than this for five minutes. Several times checkpoint_interval."
  type        = number
  default     = 600

  validation {
    condition     = var.alert_checkpoint_age_seconds >= 60 && floor(var.alert_checkpoint_age_seconds) == var.alert_checkpoint_age_seconds
    error_message = "alert_checkpoint_age_seconds must be a whole number from 60 on."
  }
}

variable "alert_lag_seconds" {
  description = "An alert fires when the job is behind the database by more than this for five minutes."
  type        = number
  default     = 600

  validation {
    condition     = var.alert_lag_seconds >= 10 && floor(var.alert_lag_seconds) == var.alert_lag_seconds
    error_message = "alert_lag_seconds must be a whole number from 10 on."
  }
}

variable "log_retention_days" {
  description = "How long logs are kept. 30, 60, 90, 120, 180 or 365: what all three clouds take."
  type        = number
  default     = 30

  validation {
    condition     = contains([30, 60, 90, 120, 180, 365], var.log_retention_days)
    error_message = "log_retention_days must be 30, 60, 90, 120, 180 or 365."
  }
}

variable "landing_cool_after_days" {
  description = "Files of the landing move to the cooler tier of the store at this age. null: never."
  type        = number
  default     = null

  validation {
    condition     = var.landing_cool_after_days == null ? true : var.landing_cool_after_days >= 30
    error_message = "landing_cool_after_days must be at least 30: the cooler tiers bill 30 days anyway."
  }
}

variable "landing_expire_after_days" {
  description = "Files of the landing are deleted at this age: only where readers have copied them by then, and `cdc verify` is no longer wanted. null: never. Checkpoints are never deleted by age."
  type        = number
  default     = null

  validation {
    condition     = var.landing_expire_after_days == null ? true : var.landing_expire_after_days >= 7
    error_message = "landing_expire_after_days must be at least 7."
  }
}

variable "abandoned_after_days" {
  description = "What failed attempts left unfinished is removed at this age (on Azure no rule can tell it: `cdc landing orphans` does). Longer than the longest stop that you plan for: a checkpoint may still need an unfinished file."
  type        = number
  default     = 7

  validation {
    condition     = var.abandoned_after_days >= 7
    error_message = "abandoned_after_days must be at least 7: a job that resumes from an older checkpoint would find its unfinished files gone."
  }
}

variable "databricks_reader" {
  description = "Who of Databricks may read the landing: the external id of the storage credential (AWS), the principal id of the access connector (Azure), the e-mail of the storage credential's service account (Google Cloud). null: nobody."
  type        = string
  default     = null
}
