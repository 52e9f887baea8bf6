package com.cdc.stores;

import java.nio.file.Path;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** The guarantees on Google Cloud Storage; GcsFaultsITCase shows much of them more often. */
@EnabledIfSystemProperty(named = "cdc.tests", matches = "all")
class GcsITCase extends ExactlyOnceOnStore {

  @TempDir static Path directory;

  @Override
  TestStore start() {
    return GcsStore.start(directory);
  }
}
