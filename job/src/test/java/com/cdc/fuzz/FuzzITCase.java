package com.cdc.fuzz;

import com.cdc.source.CopyRowFuzz;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Many tries; {@link FuzzTest} has few. */
@EnabledIfSystemProperty(named = "cdc.tests", matches = "all")
class FuzzITCase {

  private static final Duration LIMIT = Duration.ofMinutes(30);

  @Test
  void noMessageHangsOverreadsOrLandsAsAnythingButRecords() throws Exception {
    Fuzz.run("pgoutput", 1_000_000, LIMIT, new PgOutputFuzz());
  }

  @Test
  void everyTextOfEveryTypeLandsAsOneValue() throws Exception {
    Fuzz.run("value", 5_000_000, LIMIT, new ValueFuzz());
  }

  @Test
  void noRowOfCopyIsTakenForAnother() throws Exception {
    Fuzz.run("copy", 5_000_000, LIMIT, new CopyRowFuzz());
  }
}
