package com.cdc.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.FileSystemFactory;
import org.apache.flink.core.plugin.PluginManager;
import org.junit.jupiter.api.Test;

class UsedFileSystemsTest {

  /** A plugin that is there, and is not to be asked for a file system. */
  private record Plugin(String scheme) implements FileSystemFactory {

    @Override
    public String getScheme() {
      return scheme;
    }

    @Override
    public FileSystem create(URI uri) {
      throw new UnsupportedOperationException();
    }
  }

  private static final PluginManager DISTRIBUTION =
      new PluginManager() {
        @Override
        public <P> Iterator<P> load(Class<P> service) {
          return Stream.of("s3", "s3a", "abfs", "abfss", "gs")
              .map(Plugin::new)
              .map(service::cast)
              .iterator();
        }
      };

  @Test
  void onlyTheStoresOfGivenUrisAreLoaded() {
    assertThat(loaded("s3://bucket/landing", "file:/checkpoints")).containsExactly("s3");
    assertThat(loaded("abfss://c@a.dfs.core.windows.net/x", "gs://bucket;s3a://other/x"))
        .containsExactly("s3a", "abfss", "gs");
    assertThat(loaded("/local", "12:/30", "gsx://bucket")).isEmpty();
  }

  private static List<String> loaded(String... texts) {
    Iterator<FileSystemFactory> found =
        UsedFileSystems.in(List.of(texts), DISTRIBUTION).load(FileSystemFactory.class);
    return Stream.generate(() -> null)
        .takeWhile(ignored -> found.hasNext())
        .map(ignored -> found.next().getScheme())
        .toList();
  }
}
