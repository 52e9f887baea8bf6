package com.cdc.k8s;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Validates files of Kubernetes objects as strictly as can be done without a cluster: {@code
 * ManifestCheck DEFINITIONS FILE…}, of which the first is a directory with definitions of custom
 * resources. Prints each fault; the exit code is 1 if there is one.
 */
public final class ManifestCheck {

  private static final ObjectMapper YAML =
      new ObjectMapper(new YAMLFactory().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION));

  private ManifestCheck() {}

  public static void main(String[] args) throws IOException {
    DefinedResources defined = new DefinedResources(documents(definitions(Path.of(args[0]))));
    int faults = 0;
    for (String file : List.of(args).subList(1, args.length)) {
      List<JsonNode> objects = documents(List.of(Path.of(file)));
      List<String> found = new ArrayList<>();
      int checked = 0;
      for (JsonNode object : objects) {
        String name = name(object);
        List<String> problems =
            defined.knows(object)
                ? defined.problems(object)
                : MonitoringModels.knows(object)
                    ? MonitoringModels.problems(object)
                    : CoreModels.problems(object);
        problems.forEach(problem -> found.add(name + ": " + problem));
        checked++;
      }
      if (found.isEmpty()) {
        found.addAll(OperatorRules.problems(objects));
      }
      found.addAll(Promises.problems(objects));
      String label = Path.of(file).getFileName().toString().replace(".yaml", "");
      found.forEach(fault -> System.out.println(label + ": " + fault));
      System.out.println(label + ": " + checked + " objects, " + found.size() + " faults");
      faults += found.size();
    }
    System.out.flush();
    Runtime.getRuntime().halt(faults == 0 ? 0 : 1); // the operator leaves threads behind
  }

  /** {@code Kind/name}. */
  static String name(JsonNode object) {
    return object.path("kind").asText("?") + "/" + object.at("/metadata/name").asText("?");
  }

  private static List<Path> definitions(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(file -> file.toString().endsWith("-v1.yml")).sorted().toList();
    }
  }

  private static List<JsonNode> documents(List<Path> files) throws IOException {
    List<JsonNode> all = new ArrayList<>();
    for (Path file : files) {
      try (MappingIterator<JsonNode> found =
          YAML.readerFor(JsonNode.class).readValues(file.toFile())) {
        while (found.hasNextValue()) {
          JsonNode next = found.nextValue();
          if (next.isObject()) {
            all.add(next);
          }
        }
      }
    }
    return all;
  }
}
