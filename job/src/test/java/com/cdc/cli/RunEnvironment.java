package com.cdc.cli;

import com.cdc.event.TableId;
import com.cdc.testing.TestPostgres;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** The environment variables of one pipeline. */
final class RunEnvironment {

  private RunEnvironment() {}

  /** The table's pipeline with landing and checkpoints below the directory; may be changed. */
  static Map<String, String> of(TestPostgres postgres, AuditedTable table, Path directory) {
    return of(postgres, table.id(), table.publication(), table.slot(), directory);
  }

  /** The same for any table. */
  static Map<String, String> of(
      TestPostgres postgres, TableId table, String publication, String slot, Path directory) {
    Map<String, String> environment = ofSources(postgres, directory);
    environment.put("PG_PUBLICATION", publication);
    environment.put("PG_SLOT", slot);
    environment.put("TABLE_INCLUDE", table.toString());
    return environment;
  }

  /** The same without what a source has of its own. */
  static Map<String, String> ofSources(TestPostgres postgres, Path directory) {
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("JOB_NAME", "tested");
    environment.put("PG_HOST", postgres.host());
    environment.put("PG_PORT", String.valueOf(postgres.port()));
    environment.put("PG_DATABASE", TestPostgres.DATABASE);
    environment.put("PG_USER", TestPostgres.USER);
    environment.put("PG_PASSWORD", TestPostgres.PASSWORD);
    environment.put("LANDING_URI", directory.resolve("landing").toString());
    environment.put("CHECKPOINT_URI", directory.resolve("checkpoints").toString());
    environment.put("CHECKPOINT_INTERVAL", "500 ms");
    environment.put("REST_PORT", "0");
    return environment;
  }
}
