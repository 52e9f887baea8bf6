package com.cdc.cli;

import com.cdc.config.CdcConfig;
import com.cdc.config.ConfigLoader;
import com.cdc.config.PostgresConfig;
import com.cdc.embedded.EmbeddedFlink;
import com.cdc.event.TableId;
import com.cdc.postgres.PostgresConnections;
import com.cdc.verify.LandingException;
import com.cdc.verify.LandingOnlyReport;
import com.cdc.verify.LandingProof;
import com.cdc.verify.LandingVerifier;
import com.cdc.verify.TableReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Proves what has landed: from the landing alone, or against the database. */
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    description = {
      "Compare the landing with the database, or with --landing-only prove from its manifests and"
          + " files alone that nothing is missing, cut, doubled or unlisted.",
      "Against the database, tables and landing must be at rest: nothing is written, and the job"
          + " has landed all. --landing-only may be used at any time and needs only LANDING_URI."
    },
    exitCodeListHeading = ExitCodes.HEADING,
    exitCodeList = {
      "0:equal, or proved",
      "1:not, or an error; the first faults are listed, with what to do"
    })
final class VerifyCommand implements Callable<Integer> {

  private static final int FINDINGS = 20;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "The configuration; without it, environment variables (see `cdc options`).")
  private @Nullable Path config;

  @Option(names = "--landing-only", description = "Look at manifests and files, not the database.")
  private boolean landingOnly;

  @Option(
      names = "--table",
      paramLabel = "SCHEMA.TABLE",
      description = "Only this one of the configured tables; may be repeated.")
  private List<String> tables = new ArrayList<>();

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    if (landingOnly && !tables.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), "--table is of no use with --landing-only, which looks at all of it");
    }
    return landingOnly ? proveLanding() : compare();
  }

  private int proveLanding() throws IOException {
    String landing = ConfigLoader.loadLanding(config, System.getenv()).uri();
    EmbeddedFlink.initializeFileSystems(
        ConfigLoader.loadFlink(config, System.getenv()), List.of(landing));
    Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
    LandingOnlyReport report = new LandingProof(landing, temporary).prove();
    print(report.lines());
    return report.isVerified() ? 0 : 1;
  }

  private int compare() throws SQLException, IOException {
    CdcConfig loaded = ConfigLoader.load(config, System.getenv());
    Set<String> wanted = wanted(loaded);
    EmbeddedFlink.initializeFileSystems(loaded);
    boolean equal = true;
    for (PostgresConfig source : loaded.sources()) {
      try (Connection connection = PostgresConnections.open(source)) {
        LandingVerifier verifier =
            new LandingVerifier(
                connection, loaded.landing().uri(), source.columns(), loaded.record());
        for (TableId table : source.tables()) {
          equal &= !wanted.contains(table.toString()) || isEqual(verifier, table);
        }
      }
    }
    return equal ? 0 : 1;
  }

  private boolean isEqual(LandingVerifier verifier, TableId table)
      throws SQLException, IOException {
    try {
      TableReport report = verifier.verify(table);
      print(
          report.isEqual()
              ? List.of(
                  "%s: %,d rows, equal; %,d records landed, none twice"
                      .formatted(table, report.rows(), report.landed().rows()))
              : report.findings(FINDINGS));
      return report.isEqual();
    } catch (LandingException e) {
      print(List.of(table + ": not compared: " + e.getMessage()));
      return false;
    }
  }

  private Set<String> wanted(CdcConfig loaded) {
    Set<String> configured = new LinkedHashSet<>();
    loaded.sources().forEach(s -> s.tables().forEach(table -> configured.add(table.toString())));
    for (String table : tables) {
      if (!configured.contains(table)) {
        throw new ParameterException(
            spec.commandLine(),
            "Table " + table + " is not configured; configured are " + configured);
      }
    }
    return tables.isEmpty() ? configured : Set.copyOf(tables);
  }

  private void print(List<String> lines) {
    PrintWriter out = spec.commandLine().getOut();
    lines.forEach(out::println);
    out.flush();
  }
}
