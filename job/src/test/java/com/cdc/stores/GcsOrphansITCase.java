package com.cdc.stores;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class GcsOrphansITCase extends OrphansOnStore {

  @TempDir static Path directory;

  @Override
  TestStore start() {
    return GcsStore.start(directory);
  }
}
