package com.cdc.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** On a cluster nothing sets what the standalone program sets: the manifests have to. */
class KubernetesSettingsTest {

  private static final Path COMPONENTS = Path.of("../deploy/flink-k8s/components");
  private static final Pattern SETTING = Pattern.compile("(?m)^    ([\\w.-]+): \"?([^\"\\n]+)\"?$");

  @ParameterizedTest
  @CsvSource({"aws, s3.", "azure, fs.azure.", "gcp, gs."})
  void theManifestsSetWhatTheStandaloneProgramSets(String cloud, String prefix) throws IOException {
    assertThat(settings(cloud)).isEqualTo(defaults(prefix));
  }

  private static Map<String, String> settings(String cloud) throws IOException {
    Map<String, String> settings = new TreeMap<>();
    Matcher lines =
        SETTING.matcher(Files.readString(COMPONENTS.resolve(cloud).resolve("store.yaml")));
    while (lines.find()) {
      settings.put(lines.group(1), lines.group(2));
    }
    return withoutPlaces(settings);
  }

  private static Map<String, String> defaults(String prefix) {
    Map<String, String> defaults = new TreeMap<>(StoreDefaults.under(Map.of()));
    defaults.keySet().removeIf(key -> !key.startsWith(prefix));
    return withoutPlaces(defaults);
  }

  /** Where parts wait, and who gives credentials: a pod has one identity. */
  private static Map<String, String> withoutPlaces(Map<String, String> settings) {
    settings.remove("s3.buffer.dir");
    settings.remove("s3.aws.credentials.provider");
    return settings;
  }
}
