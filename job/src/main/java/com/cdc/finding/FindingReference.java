package com.cdc.finding;

import java.util.Arrays;
import java.util.List;

/** The reference page of the findings, generated from {@link Kind}. */
public final class FindingReference {

  private static final String INTRODUCTION =
      """
      # What `cdc doctor` looks at

      <!-- Generated from Kind by FindingReference; do not edit. -->

      <!-- run by DoctorITCase -->
      ```sh
      cdc doctor --config pipeline.yaml          # or with environment variables alone
      cdc doctor --config pipeline.yaml --json   # one JSON document, for machines
      cdc setup --config pipeline.yaml           # the SQL that prepares the database; changes nothing
      ```

      It looks at every database, then at landing and checkpoints, and prints what it finds: how
      bad, what, where, why it matters, and how to mend it, as SQL or, on Amazon RDS and Aurora,
      Azure and Google Cloud SQL, as that cloud's command. It changes nothing, except for a probe
      directory in landing and checkpoints, which it removes. A sound set-up has no finding.

      | exit code | |
      |---|---|
      | 0 | nothing critical |
      | 1 | something critical |
      | 2 | nothing critical was seen, but something could not be looked at, or the configuration is wrong |

      **critical**: it does not work, or changes would be missed; the job's start looks at the same
      and refuses, with the same words. **warning**: it works now, and a foreseeable event ends that
      or costs dearly. **info**: what lands is less than the tables hold, or a cost; perhaps that is
      meant.

      `cdc doctor` runs with the same memory as `cdc run` of the same distribution. For a job on a
      cluster, the heap of the task managers counts instead. What it cannot see: the free room of
      the database's disk, regions and lifecycle rules of the stores.

      The tests break what can be broken on PostgreSQL 14 and 18 (standbys: 17), run the printed SQL
      as it stands and look again. The clouds' commands were not run: no cloud was at hand. Which
      cloud it is, is told by the roles and functions that it makes in each of its servers.

      `--json` prints one object: `critical`, `warning`, `info` and `unchecked` are counts;
      `findings` is a list of `severity`, `kind`, `where`, `what`, `why` and `fix`, which has `text`,
      `sql` and `commands`; `tables` is a list of `table`, `key`, `identity`, `costs`, `rows` (-1:
      unknown), `bytes` and `averageRowBytes`.
      """;

  private FindingReference() {}

  /** The page as Markdown, ending in a line break. */
  public static String markdown() {
    StringBuilder page = new StringBuilder(INTRODUCTION);
    for (Area area : Area.values()) {
      page.append("\n## ").append(area.title()).append("\n\n");
      page.append("| kind | severity | found when | why it matters |\n|---|---|---|---|\n");
      List<Kind> kinds = Arrays.stream(Kind.values()).filter(k -> k.area() == area).toList();
      for (Kind kind : kinds) {
        page.append(
            "| `%s` | %s | %s | %s |\n"
                .formatted(kind.id(), kind.severity().label(), kind.when(), kind.why()));
      }
    }
    return page.toString();
  }
}
