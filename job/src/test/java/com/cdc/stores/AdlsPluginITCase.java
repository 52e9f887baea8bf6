package com.cdc.stores;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;
import org.apache.flink.core.fs.RecoverableFsDataOutputStream;
import org.apache.flink.core.fs.RecoverableWriter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The plugin's file system on the double: credentials and settings that a job would hide. */
class AdlsPluginITCase {

  @TempDir java.nio.file.Path directory;

  @AfterEach
  void forgetPlugins() {
    FileSystem.initialize(new Configuration(), null);
  }

  @Test
  void whatIsWrittenIsThereOnceItIsCommitted() throws Exception {
    try (AdlsStore store = AdlsStore.start(directory)) {
      writeAndCommit(store, Map.of());
    }
  }

  @Test
  void aSasTokenOfTheConfigurationIsEnough() throws Exception {
    try (AdlsStore store = AdlsStore.start(directory, AdlsCredentials.signature("s+g/n="))) {
      writeAndCommit(
          store,
          Map.of(
              "fs.azure.account.auth.type", "SAS",
              "fs.azure.sas.token.provider.type", "com.cdc.azure.ConfiguredSas",
              "fs.azure.sas.fixed.token.lake.dfs.core.windows.net",
                  "?sv=2022-11-02&sr=c&sp=racwdlme&sig=s%2Bg%2Fn%3D"));
    }
  }

  @Test
  void anotherKeyIsRefused() throws Exception {
    try (AdlsStore store = AdlsStore.start(directory)) {
      Map<String, String> settings =
          Map.of("fs.azure.account.key.lake.dfs.core.windows.net", "b3RoZXI=");
      assertThatThrownBy(() -> writeAndCommit(store, settings))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("403")
          .hasMessageNotContaining("b3RoZXI=");
    }
  }

  /** Why {@code fs.azure.data.blocks.buffer} is set; once this fails, it need not be. */
  @Test
  void blocksBufferedOnDiskCannotBeWritten() throws Exception {
    try (AdlsStore store = AdlsStore.start(directory)) {
      assertThatThrownBy(() -> writeAndCommit(store, Map.of("fs.azure.data.blocks.buffer", "disk")))
          .hasMessageContaining("No FileSystem for scheme \"file\"");
    }
  }

  private static void writeAndCommit(AdlsStore store, Map<String, String> more) throws Exception {
    Map<String, String> settings = new HashMap<>(store.settings());
    settings.putAll(more);
    Plugins.initialize(settings);
    Path path = new Path(store.uri("a directory/part"));
    RecoverableWriter writer = path.getFileSystem().createRecoverableWriter();
    RecoverableFsDataOutputStream out = writer.open(path);
    out.write("row\n".getBytes(UTF_8));
    RecoverableFsDataOutputStream.Committer committer = out.closeForCommit();
    assertThat(store.file("a directory/part")).doesNotExist();
    writer.recoverForCommit(committer.getRecoverable()).commitAfterRecovery();
    assertThat(store.file("a directory/part")).hasContent("row\n");
    // and once more, as after a failure that comes between the commit and the news of it
    writer.recoverForCommit(committer.getRecoverable()).commitAfterRecovery();
    assertThat(store.file("a directory/part")).hasContent("row\n");
  }
}
