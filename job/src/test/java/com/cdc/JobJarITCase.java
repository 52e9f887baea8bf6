package com.cdc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;

/** What a cluster's own Flink must not find twice, and what it cannot bring. */
class JobJarITCase {

  private static final Path JOB_JAR =
      Path.of(System.getProperty("cdc.job.jar", "target/cdc-job.jar"));

  @Test
  void holdsTheConnectorButNothingOfFlinkItself() throws IOException {
    try (JarFile jar = new JarFile(JOB_JAR.toFile())) {
      List<String> entries = jar.stream().map(ZipEntry::getName).toList();

      assertThat(entries)
          .anyMatch(entry -> entry.startsWith("org/apache/flink/cdc/"))
          .filteredOn(entry -> entry.startsWith("org/apache/flink/") && entry.endsWith(".class"))
          .allMatch(entry -> entry.startsWith("org/apache/flink/cdc/"));
    }
  }

  @Test
  void startsWithTheEntryClassOfClusters() throws IOException {
    try (JarFile jar = new JarFile(JOB_JAR.toFile())) {
      assertThat(jar.getManifest().getMainAttributes().getValue("Main-Class"))
          .isEqualTo(CdcJob.class.getName());
    }
  }
}
