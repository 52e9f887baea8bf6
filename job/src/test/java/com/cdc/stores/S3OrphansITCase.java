package com.cdc.stores;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class S3OrphansITCase extends OrphansOnStore {

  @TempDir static Path directory;

  @Override
  TestStore start() {
    return S3Store.start(directory);
  }
}
