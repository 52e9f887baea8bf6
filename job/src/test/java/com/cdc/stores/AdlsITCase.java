package com.cdc.stores;

import java.nio.file.Path;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * The guarantees on ADLS Gen2, over HTTP and with the account's key; AdlsFaultsITCase shows more.
 */
@EnabledIfSystemProperty(named = "cdc.tests", matches = "all")
class AdlsITCase extends ExactlyOnceOnStore {

  @TempDir static Path directory;

  @Override
  TestStore start() {
    return AdlsStore.start(directory);
  }
}
