package com.cdc.doctor;

import com.cdc.config.CdcConfig;
import com.cdc.config.PostgresConfig;
import com.cdc.finding.Finding;
import com.cdc.finding.Kind;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;

/** Writes the SQL that prepares a pipeline's databases; changes nothing. */
public final class Setup {

  /** What the script itself does. */
  private static final Set<Kind> DONE =
      Set.of(
          Kind.DATABASE_NOT_REACHED,
          Kind.ROLE_MAY_NOT_REPLICATE,
          Kind.SCHEMA_NOT_USABLE,
          Kind.TABLE_NOT_READABLE,
          Kind.ROW_SECURITY,
          Kind.PUBLICATION_MISSING,
          Kind.PUBLICATION_OPERATIONS,
          Kind.TABLE_NOT_PUBLISHED,
          Kind.SENT_AS_PARTITIONS);

  private Setup() {}

  /**
   * The script of a source, with advice from what can be seen of the database: nothing, if the role
   * does not exist yet.
   */
  public static String script(CdcConfig pipeline, PostgresConfig source) {
    List<Finding> findings =
        Doctor.examineDatabase(
                source, pipeline.parallelism(), Limits.DEFAULT, InstantSource.system())
            .stream()
            .filter(finding -> !DONE.contains(finding.kind()))
            .toList();
    return SetupScript.of(pipeline, source, findings);
  }
}
