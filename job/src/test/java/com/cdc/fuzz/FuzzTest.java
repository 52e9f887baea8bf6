package com.cdc.fuzz;

import com.cdc.source.CopyRowFuzz;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Few tries of each, the same ones every time. */
class FuzzTest {

  private static final Duration LIMIT = Duration.ofMinutes(2);

  @Test
  void noMessageHangsOverreadsOrLandsAsAnythingButRecords() throws Exception {
    Fuzz.run("pgoutput", 15_000, LIMIT, new PgOutputFuzz());
  }

  @Test
  void everyTextOfEveryTypeLandsAsOneValue() throws Exception {
    Fuzz.run("value", 100_000, LIMIT, new ValueFuzz());
  }

  @Test
  void noRowOfCopyIsTakenForAnother() throws Exception {
    Fuzz.run("copy", 20_000, LIMIT, new CopyRowFuzz());
  }
}
