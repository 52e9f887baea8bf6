package com.cdc.lakehouse.bundle;

import static com.cdc.lakehouse.bundle.Bundle.list;
import static com.cdc.lakehouse.bundle.Bundle.map;
import static com.cdc.lakehouse.bundle.Bundle.maps;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What Databricks' schema does not say: rules of the two modes, of tasks, and of this job. */
final class BundleRules {

  private static final int LEAST_SECONDS_BETWEEN_TRIGGERS = 60;

  private final Bundle bundle;
  private final List<String> problems = new ArrayList<>();

  BundleRules(Bundle bundle) {
    this.bundle = bundle;
  }

  List<String> problems() {
    bundle.targets().forEach(this::checkTarget);
    require(
        bundle.targets().values().stream().filter(BundleRules::isDefault).count() == 1,
        "One target must be the default");
    bundle.variables().forEach(this::checkVariable);
    require(
        !text(defaultOf("checkpoints")).startsWith(defaultOf("landing") + "/"),
        "The checkpoints lie below the landing");
    bundle.resources("jobs").forEach(this::checkJob);
    return problems;
  }

  private void checkTarget(String name, Map<?, ?> target) {
    if (Objects.equals(target.get("mode"), "production")) {
      require(
          map(target.get("run_as")).get("service_principal_name") != null,
          name + " is for production and must run as a service principal");
      String root = text(map(target.get("workspace")).get("root_path"));
      require(
          root.contains("${bundle.target}") && !root.contains("current_user"),
          name + " is for production and must be deployed to one path, whoever deploys it");
      require(!isDefault(target), name + " is for production and must not be the default");
    } else {
      require(target.get("run_as") == null, name + " must run as whoever develops it");
    }
    maps(map(target.get("resources")).get("jobs"))
        .forEach((key, changed) -> checkChangedJob(name, key, changed));
  }

  private static boolean isDefault(Map<?, ?> target) {
    return Boolean.TRUE.equals(target.get("default"));
  }

  private void checkChangedJob(String target, String name, Map<?, ?> changed) {
    Set<Object> known = keys(map(bundle.resources("jobs").get(name)), "tasks", "task_key");
    Set<Object> clusters = keys(changed, "job_clusters", "job_cluster_key");
    for (Map<?, ?> task : BundleReferences.tasks(changed)) {
      Object key = task.get("task_key");
      require(known.contains(key), target + " changes the task " + key + ", which is not there");
      Object cluster = task.get("job_cluster_key");
      require(
          cluster == null || clusters.contains(cluster),
          target + " runs " + key + " on " + cluster + ", which is not there");
    }
    Set<Object> moved = keys(changed, "tasks", "task_key");
    require(
        clusters.isEmpty() || moved.equals(known),
        target + " leaves tasks of " + name + " on other compute");
  }

  private void checkVariable(String name, Map<?, ?> variable) {
    require(
        !text(variable.get("description")).isEmpty() && variable.get("default") != null,
        "The variable " + name + " needs a description and a default");
  }

  private void checkJob(String name, Map<?, ?> job) {
    require(
        Objects.equals(job.get("max_concurrent_runs"), 1),
        name + " may run twice at the same time");
    require(
        Boolean.TRUE.equals(map(job.get("queue")).get("enabled")), name + " loses runs: no queue");
    Map<?, ?> arrival = map(map(job.get("trigger")).get("file_arrival"));
    require(
        text(arrival.get("url")).startsWith("${var.landing}"),
        name + " does not watch the landing");
    Object seconds = resolved(arrival.get("min_time_between_triggers_seconds"));
    require(
        seconds instanceof Integer least && least >= LEAST_SECONDS_BETWEEN_TRIGGERS,
        name + " has less than 60 seconds between runs");
    Set<Object> known = new HashSet<>();
    for (Map<?, ?> task : BundleReferences.tasks(job)) {
      Object key = task.get("task_key");
      for (Object before : list(task.get("depends_on"))) {
        Object needed = map(before).get("task_key");
        require(known.contains(needed), key + " depends on " + needed + ", which is not before it");
      }
      require(known.add(key), name + " has the task " + key + " twice");
      require(
          Objects.equals(task.get("max_retries"), 0)
              || task.get("min_retry_interval_millis") instanceof Integer,
          key + " is retried at once");
    }
  }

  private static Set<Object> keys(Map<?, ?> job, String items, String key) {
    Set<Object> keys = new HashSet<>();
    list(job.get(items)).forEach(item -> keys.add(String.valueOf(map(item).get(key))));
    return keys;
  }

  private @Nullable Object resolved(@Nullable Object value) {
    String text = text(value);
    return text.startsWith("${var.")
        ? defaultOf(text.substring("${var.".length(), text.length() - 1))
        : value;
  }

  private @Nullable Object defaultOf(String variable) {
    return map(bundle.variables().get(variable)).get("default");
  }

  private static String text(@Nullable Object value) {
    return value == null ? "" : value.toString();
  }

  private void require(boolean holds, String problem) {
    if (!holds) {
      problems.add(problem);
    }
  }
}
