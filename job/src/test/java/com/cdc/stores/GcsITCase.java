package com.cdc.stores;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** The guarantees on Google Cloud Storage. */
class GcsITCase extends ExactlyOnceOnStore {

  @TempDir static Path directory;

  @Override
  TestStore start() {
    return GcsStore.start(directory);
  }
}
