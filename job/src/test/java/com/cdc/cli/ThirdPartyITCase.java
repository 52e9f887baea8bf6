package com.cdc.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ThirdPartyITCase {

  private static final Path DISTRIBUTION =
      Path.of(System.getProperty("cdc.distribution", "target/cdc"));

  @Test
  void everyJarIsListedWithItsLicence() throws IOException {
    List<String> listed =
        Files.readAllLines(DISTRIBUTION.resolve("THIRD-PARTY.txt")).stream()
            .filter(line -> line.startsWith("("))
            // (licence) name (group:artifact:version - URL)
            .map(line -> line.replaceFirst(".*\\([^:()]+:([^:()]+):([^: ()]+) - .*", "$1-$2.jar"))
            .toList();

    try (Stream<Path> files = Files.walk(DISTRIBUTION)) {
      List<String> shipped =
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> name.endsWith(".jar"))
              .filter(name -> !name.equals("cdc-azure-identity.jar") && !name.startsWith("job-"))
              .toList();
      assertThat(listed)
          .as("what THIRD-PARTY.txt lists; when it lacks something: make sbom")
          .containsAll(shipped);
    }
  }
}
