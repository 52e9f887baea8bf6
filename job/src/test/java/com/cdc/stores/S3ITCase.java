package com.cdc.stores;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** The guarantees on S3. */
class S3ITCase extends ExactlyOnceOnStore {

  @TempDir static Path directory;

  @Override
  TestStore start() {
    return S3Store.start(directory);
  }
}
