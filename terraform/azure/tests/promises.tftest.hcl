# What terraform/README.md promises, asserted on what an apply against a mock gives.

mock_provider "azurerm" {
  mock_data "azurerm_client_config" {
    defaults = {
      tenant_id = "11111111-1111-1111-1111-111111111111"
      object_id = "22222222-2222-2222-2222-222222222222"
    }
  }
  mock_resource "azurerm_resource_group" {
    defaults = { id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/postgres-cdc" }
  }
  mock_resource "azurerm_storage_account" {
    defaults = { id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/postgres-cdc/providers/Microsoft.Storage/storageAccounts/examplecdclake" }
  }
  mock_resource "azurerm_container_registry" {
    defaults = {
      id           = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/postgres-cdc/providers/Microsoft.ContainerRegistry/registries/examplecdcregistry"
      login_server = "examplecdcregistry.azurecr.io"
    }
  }
  mock_resource "azurerm_user_assigned_identity" {
    defaults = {
      id           = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/postgres-cdc/providers/Microsoft.ManagedIdentity/userAssignedIdentities/postgres-cdc-job"
      client_id    = "33333333-3333-3333-3333-333333333333"
      principal_id = "44444444-4444-4444-4444-444444444444"
      tenant_id    = "11111111-1111-1111-1111-111111111111"
    }
  }
  mock_resource "azurerm_key_vault" {
    defaults = {
      id        = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/postgres-cdc/providers/Microsoft.KeyVault/vaults/examplecdclake-kv"
      vault_uri = "https://examplecdclake-kv.vault.azure.net/"
    }
  }
  mock_resource "azurerm_key_vault_secret" {
    defaults = {
      id             = "https://examplecdclake-kv.vault.azure.net/secrets/pg-password/0123456789abcdef0123456789abcdef"
      versionless_id = "https://examplecdclake-kv.vault.azure.net/secrets/pg-password"
    }
  }
  mock_resource "azurerm_log_analytics_workspace" {
    defaults = { id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/postgres-cdc/providers/Microsoft.OperationalInsights/workspaces/postgres-cdc" }
  }
  mock_resource "azurerm_container_app_environment" {
    defaults = { id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/postgres-cdc/providers/Microsoft.App/managedEnvironments/postgres-cdc" }
  }
  mock_resource "azurerm_monitor_action_group" {
    defaults = { id = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/postgres-cdc/providers/Microsoft.Insights/actionGroups/postgres-cdc-alerts" }
  }
}

variables {
  acr_name             = "examplecdcregistry"
  storage_account_name = "examplecdclake"
  pg_host              = "db.example.com"
  pg_database          = "warehouse"
  pg_user              = "cdc"
  pg_password          = "not-a-secret-4711"
  table_include        = "public.items,public.orders"
  image_tag            = "1.0.0"
}

run "the_lake_is_private_and_encrypted" {
  assert {
    condition     = !azurerm_storage_account.lake.allow_nested_items_to_be_public && alltrue([for c in azurerm_storage_container.lake : c.container_access_type == "private"])
    error_message = "Nothing in the account may be public."
  }
  assert {
    condition     = !azurerm_storage_account.lake.shared_access_key_enabled && !azurerm_storage_account.lake.local_user_enabled
    error_message = "The account must take identities only."
  }
  assert {
    condition     = azurerm_storage_account.lake.https_traffic_only_enabled && azurerm_storage_account.lake.min_tls_version == "TLS1_2"
    error_message = "The account must insist on TLS."
  }
  assert {
    condition     = !azurerm_storage_account.lake.cross_tenant_replication_enabled
    error_message = "The account must not be copied to another tenant."
  }
  assert {
    condition     = azurerm_storage_account.lake.is_hns_enabled
    error_message = "Parts become visible by a rename, which needs a hierarchical namespace."
  }
  assert {
    condition     = azurerm_storage_account.lake.blob_properties[0].delete_retention_policy[0].days >= 7 && azurerm_storage_account.lake.blob_properties[0].container_delete_retention_policy[0].days >= 7
    error_message = "A deletion by mistake must be undone within a week."
  }
  assert {
    condition     = azurerm_key_vault.job.purge_protection_enabled
    error_message = "The vault must be protected."
  }
}

run "a_network_that_is_given_closes_the_rest" {
  variables {
    subnet_id          = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/net/providers/Microsoft.Network/virtualNetworks/net/subnets/cdc"
    allowed_subnet_ids = ["/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/net/providers/Microsoft.Network/virtualNetworks/net/subnets/databricks"]
  }
  assert {
    condition     = azurerm_storage_account.lake.network_rules[0].default_action == "Deny" && length(azurerm_storage_account.lake.network_rules[0].virtual_network_subnet_ids) == 2
    error_message = "The account must be closed but for the subnets."
  }
  assert {
    condition     = azurerm_container_app_environment.job.infrastructure_subnet_id == var.subnet_id && azurerm_container_app_environment.job.internal_load_balancer_enabled
    error_message = "The environment must lie in the subnet."
  }
}

run "checkpoints_are_never_expired" {
  variables {
    landing_cool_after_days   = 90
    landing_expire_after_days = 400
  }
  assert {
    condition     = alltrue([for r in azurerm_storage_management_policy.lake[0].rule : alltrue([for p in r.filters[0].prefix_match : startswith(p, "landing/")]) && length(r.filters[0].prefix_match) == 1])
    error_message = "Only the landing may expire or move to another tier, never checkpoints."
  }
  assert {
    condition     = azurerm_storage_management_policy.lake[0].rule[0].actions[0].base_blob[0].delete_after_days_since_modification_greater_than == 400 && azurerm_storage_management_policy.lake[0].rule[0].actions[0].base_blob[0].tier_to_cool_after_days_since_modification_greater_than == 90
    error_message = "The landing must expire and cool where that is wished."
  }
}

run "by_default_no_file_expires_or_moves" {
  assert {
    condition     = length(azurerm_storage_management_policy.lake) == 0
    error_message = "Nothing may expire unless it is wished."
  }
}

run "there_is_one_writer" {
  assert {
    condition     = azurerm_container_app.job[0].template[0].min_replicas == 1 && azurerm_container_app.job[0].template[0].max_replicas == 1
    error_message = "There must be exactly one replica."
  }
  assert {
    condition     = azurerm_container_app.job[0].revision_mode == "Single"
    error_message = "The old revision must be deactivated."
  }
  assert {
    condition = alltrue([
      for p in concat(
        azurerm_container_app.job[0].template[0].container[0].startup_probe[*].path,
        azurerm_container_app.job[0].template[0].container[0].liveness_probe[*].path,
        azurerm_container_app.job[0].template[0].container[0].readiness_probe[*].path,
      ) : p == "/health/live"
    ])
    error_message = "A new revision must pass its probes while it waits for the lease of the old one."
  }
  assert {
    condition = alltrue([
      length(azurerm_container_app.job[0].template[0].http_scale_rule) == 0,
      length(azurerm_container_app.job[0].template[0].custom_scale_rule) == 0,
      length(azurerm_container_app.job[0].template[0].tcp_scale_rule) == 0,
      length(azurerm_container_app.job[0].template[0].azure_queue_scale_rule) == 0,
    ])
    error_message = "Nothing may scale it."
  }
}

run "run_false_stops_it" {
  variables {
    run = false
  }
  assert {
    condition     = length(azurerm_container_app.job) == 0
    error_message = "run = false must leave no replica."
  }
}

run "the_password_is_only_in_the_secret_store" {
  assert {
    condition     = !strcontains(jsonencode(azurerm_container_app.job[0].template), "not-a-secret-4711")
    error_message = "The password must not be in the app's template."
  }
  assert {
    condition = alltrue([
      for e in azurerm_container_app.job[0].template[0].container[0].env : e.name == "PG_PASSWORD" if can(regex("PASSWORD|SECRET$|TOKEN", e.name))
    ])
    error_message = "No secret but the password, and that by reference."
  }
  assert {
    condition = one([
      for e in azurerm_container_app.job[0].template[0].container[0].env : e.secret_name if e.name == "PG_PASSWORD"
    ]) == "pg-password"
    error_message = "PG_PASSWORD must come from the secret."
  }
  assert {
    condition     = alltrue([for s in nonsensitive(azurerm_container_app.job[0].secret) : s.key_vault_secret_id == azurerm_key_vault_secret.pg_password.id && s.identity == azurerm_user_assigned_identity.job.id])
    error_message = "The secret must come from the key vault, by the identity."
  }
  assert {
    condition     = azurerm_key_vault_secret.pg_password.value != "not-a-secret-4711"
    error_message = "The password must not be in the state."
  }
}

run "a_secret_is_refused_among_the_settings" {
  command = plan
  variables {
    settings = { PG_HASH_KEY = "0123456789abcdef" }
  }
  expect_failures = [var.settings]
}

run "the_job_is_told_what_it_needs" {
  assert {
    condition = {
      for e in azurerm_container_app.job[0].template[0].container[0].env : e.name => e.value if e.name != "PG_PASSWORD"
      } == {
      AZURE_CLIENT_ID     = "33333333-3333-3333-3333-333333333333"
      LANDING_URI         = "abfss://landing@examplecdclake.dfs.core.windows.net/cdc"
      CHECKPOINT_URI      = "abfss://checkpoints@examplecdclake.dfs.core.windows.net/cdc"
      CHECKPOINT_INTERVAL = "60 s"
      PG_HOST             = "db.example.com"
      PG_PORT             = "5432"
      PG_DATABASE         = "warehouse"
      PG_USER             = "cdc"
      PG_PUBLICATION      = "cdc_pub"
      PG_SLOT             = "cdc_slot"
      PG_SSL_MODE         = "require"
      TABLE_INCLUDE       = "public.items,public.orders"
      HTTP_PORT           = "8080"
      SECRETS_VERSION     = "1"
    }
    error_message = "The container's variables differ from what the job reads."
  }
  assert {
    condition     = azurerm_container_app.job[0].template[0].container[0].image == "examplecdcregistry.azurecr.io/postgres-cdc:1.0.0"
    error_message = "The image must be that of the tag."
  }
  assert {
    condition     = azurerm_container_app.job[0].template[0].container[0].cpu == 0.25 && azurerm_container_app.job[0].template[0].container[0].memory == "0.5Gi"
    error_message = "small is a quarter of a vCPU with 0.5 GB."
  }
}

run "nothing_comes_in" {
  assert {
    condition     = length(azurerm_container_app.job[0].ingress) == 0
    error_message = "The app must have no ingress."
  }
}

run "the_identity_may_do_only_what_it_needs" {
  variables {
    databricks_reader = "55555555-5555-5555-5555-555555555555"
  }
  assert {
    condition     = !azurerm_container_registry.job.admin_enabled
    error_message = "The registry must take identities only."
  }
  assert {
    condition = alltrue([
      for r in concat(values(azurerm_role_assignment.write_the_lake), azurerm_role_assignment.databricks_reads_the_landing, [azurerm_role_assignment.pull_the_image]) :
      contains(["AcrPull", "Storage Blob Data Contributor", "Storage Blob Data Reader"], r.role_definition_name)
    ])
    error_message = "No role but these three may be given."
  }
  assert {
    condition     = alltrue([for r in azurerm_role_assignment.write_the_lake : can(regex("/storageAccounts/examplecdclake/blobServices/default/containers/(landing|checkpoints)$", r.scope))])
    error_message = "The job may write its two containers only."
  }
  assert {
    condition     = endswith(azurerm_role_assignment.databricks_reads_the_landing[0].scope, "/containers/landing") && azurerm_role_assignment.databricks_reads_the_landing[0].role_definition_name == "Storage Blob Data Reader"
    error_message = "Databricks may only read, and only the landing."
  }
  assert {
    condition     = azurerm_key_vault_access_policy.job.secret_permissions == tolist(["Get"])
    error_message = "The job may only get the password."
  }
  assert {
    condition     = azurerm_container_app.job[0].identity[0].type == "UserAssigned"
    error_message = "The app must have the one identity."
  }
}

run "alerts_read_the_status_line" {
  variables {
    alert_email                  = "ops@example.com"
    alert_checkpoint_age_seconds = 900
    alert_lag_seconds            = 120
  }
  assert {
    condition     = endswith(azurerm_monitor_scheduled_query_rules_alert_v2.job["no-checkpoint"].criteria[0].query, "| where age >= 900")
    error_message = "An old checkpoint must be counted."
  }
  assert {
    condition     = endswith(azurerm_monitor_scheduled_query_rules_alert_v2.job["lag"].criteria[0].query, "| where lag >= 120")
    error_message = "Lag must be counted."
  }
  # The expression of the query, tried on a line: RE2, as Terraform's.
  assert {
    condition = regex(
      regex("age = toint\\(extract\\(@\"([^\"]+)\"", azurerm_monitor_scheduled_query_rules_alert_v2.job["silent"].criteria[0].query)[0],
      "INFO Status checkpoint_age_seconds=8 lag_seconds=3"
    )[0] == "8"
    error_message = "The age must be read out of the line."
  }
  assert {
    condition = regex(
      regex("lag = toint\\(extract\\(@\"([^\"]+)\"", azurerm_monitor_scheduled_query_rules_alert_v2.job["silent"].criteria[0].query)[0],
      "INFO Status checkpoint_age_seconds=8 lag_seconds=3"
    )[0] == "3"
    error_message = "The lag must be read out of the line."
  }
  assert {
    condition     = azurerm_monitor_scheduled_query_rules_alert_v2.job["silent"].criteria[0].operator == "LessThan" && azurerm_monitor_scheduled_query_rules_alert_v2.job["silent"].criteria[0].threshold == 1
    error_message = "No line at all must raise an alert."
  }
  assert {
    condition     = alltrue([for a in azurerm_monitor_scheduled_query_rules_alert_v2.job : a.action[0].action_groups == tolist([azurerm_monitor_action_group.alerts[0].id])])
    error_message = "Every alert must tell the group."
  }
}

run "outputs_name_what_the_next_step_needs" {
  assert {
    condition     = output.landing_uri == "abfss://landing@examplecdclake.dfs.core.windows.net/cdc" && output.databricks_external_location.url == output.landing_uri
    error_message = "The landing must be named."
  }
  assert {
    condition     = output.resource_group_name == "postgres-cdc" && output.acr_name == "examplecdcregistry" && output.storage_account_name == "examplecdclake"
    error_message = "Group, registry and account must be named."
  }
  assert {
    condition     = output.image_repository == "examplecdcregistry.azurecr.io/postgres-cdc" && output.identity == "33333333-3333-3333-3333-333333333333"
    error_message = "Registry and identity must be named."
  }
}
