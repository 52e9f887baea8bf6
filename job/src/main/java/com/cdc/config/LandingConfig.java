package com.cdc.config;

import java.io.Serializable;
import java.time.Duration;
import org.apache.flink.configuration.MemorySize;

/**
 * Where changes land: keys {@code landing.*}.
 *
 * @param uri the directory that directly holds {@code cdc.*}, without a trailing slash
 * @param rollSize a file is closed once it holds this much
 * @param rollAge a file is closed once it is this old
 */
public record LandingConfig(String uri, MemorySize rollSize, Duration rollAge)
    implements Serializable {

  public LandingConfig {
    new Problems()
        .check(CdcOptions.LANDING_URI, uri)
        .check(CdcOptions.LANDING_ROLL_SIZE, rollSize)
        .check(CdcOptions.LANDING_ROLL_AGE, rollAge)
        .throwIfAny();
    uri = StorageUri.normalize(uri);
  }
}
