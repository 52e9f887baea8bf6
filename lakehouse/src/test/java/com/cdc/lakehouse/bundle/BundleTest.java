package com.cdc.lakehouse.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BundleTest {

  private static final Path DATABRICKS = Path.of("../databricks");

  @TempDir Path copy;

  @Test
  void theBundleIsAsDatabricksWantsIt() throws IOException {
    assertThat(problems(DATABRICKS)).isEmpty();
  }

  @ParameterizedTest(name = "{3}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          databricks.yml               | mode: development             | mode: dev                        | targets.dev.mode must be development|production, not dev
          databricks.yml               | service_principal_name: ${v   | user_name: ${v                   | prod is for production and must run as a service principal
          databricks.yml               | /${bundle.target}             | /${workspace.current_user.id}    | Nothing is declared for ${workspace.current_user.id}
          databricks.yml               | default: true                 | default: false                   | One target must be the default
          databricks.yml               | landing/checkpoints           | landing/cdc/checkpoints          | The checkpoints lie below the landing
          databricks.yml               | default: 300                  | default: 30                      | lakehouse has less than 60 seconds between runs
          databricks.yml               | - task_key: silver            | - task_key: sliver               | prod-cluster changes the task sliver, which is not there
          databricks.yml               | job_cluster_key: lakehouse\\n              new | job_cluster_key: other\\n              new | prod-cluster runs bronze on lakehouse, which is not there
          resources/lakehouse_job.yml  | max_concurrent_runs: 1        | max_concurrent_run: 1            | resources.jobs.lakehouse.max_concurrent_run is no key of a bundle
          resources/lakehouse_job.yml  | max_concurrent_runs: 1        | max_concurrent_runs: 2           | lakehouse may run twice at the same time
          resources/lakehouse_job.yml  | ${var.catalog}                | ${var.catalogue}                 | Nothing is declared for ${var.catalogue}
          resources/lakehouse_job.yml  | default: ${var.checkpoints}   | default: here                    | The variable checkpoints is not used
          resources/lakehouse_job.yml  | 02_silver_merge.py            | 02_silver.py                     | 02_silver.py does not exist
          resources/lakehouse_job.yml  | ../01_bronze_checks.py        | ../conf/tables.json              | conf/tables.json does not say that it is a notebook
          resources/lakehouse_job.yml  | value: 3600                   | value: an hour                   | health.rules[0].value must be int, not an hour
          resources/lakehouse_job.yml  | op: GREATER_THAN              | operator: GREATER_THAN           | health.rules[0] lacks op
          resources/lakehouse_job.yml  | task_key: silver\\n          max_retries: 2 | task_key: late\\n          max_retries: 2 | gold depends on late, which is not before it
          resources/lakehouse_pipeline.yml | pipelines.lakehouse.id    | pipelines.lake.id                | Nothing is declared for ${resources.pipelines.lake.id}
          resources/lakehouse_pipeline.yml | ../pipeline/gold.sql      | ../pipeline/platinum.sql         | pipeline/platinum.sql does not exist
          """)
  void aPlantedFaultIsFound(String file, String right, String wrong, String problem)
      throws IOException {
    copyBundle();
    Path changed = copy.resolve(file);
    String content = Files.readString(changed);
    String planted = content.replace(unescaped(right), unescaped(wrong));
    assertThat(planted).isNotEqualTo(content);

    Files.writeString(changed, planted);

    assertThat(problems(copy)).anyMatch(found -> found.contains(problem));
  }

  private static List<String> problems(Path directory) throws IOException {
    Bundle bundle = Bundle.load(directory);
    BundleShape shape =
        new BundleShape(Bundle.yaml(Path.of("src/test/resources/bundle-shape.yml")));
    List<String> problems = new ArrayList<>();
    for (Map.Entry<Path, Map<?, ?>> file : bundle.files().entrySet()) {
      String name = directory.relativize(file.getKey()).toString();
      problems.addAll(shape.problems(name, file.getValue(), bundle.isMain(file.getKey())));
    }
    problems.addAll(new BundleReferences(bundle).problems());
    problems.addAll(new BundleRules(bundle).problems());
    return problems;
  }

  private void copyBundle() throws IOException {
    try (Stream<Path> files = Files.walk(DATABRICKS)) {
      files.forEach(file -> copyOne(file, copy.resolve(DATABRICKS.relativize(file).toString())));
    }
  }

  private static void copyOne(Path from, Path to) {
    try {
      if (Files.isDirectory(from)) {
        Files.createDirectories(to);
      } else {
        Files.copy(from, to);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String unescaped(String text) {
    return text.replace("\\n", "\n");
  }
}
