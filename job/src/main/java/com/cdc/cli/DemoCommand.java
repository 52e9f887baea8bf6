package com.cdc.cli;

import com.cdc.demo.Demo;
import com.cdc.demo.DemoOptions;
import com.cdc.demo.Progress;
import com.cdc.terminal.LiveLines;
import com.cdc.terminal.Terminal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows the whole way in one run. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description = {
      "Start a real PostgreSQL, capture it while it changes, and prove that all of it landed.",
      "Needs nothing installed; the last line of output is a summary in JSON."
    },
    exitCodeListHeading = ExitCodes.HEADING,
    exitCodeList = {
      "0:every change landed exactly once, and the files fold to the tables",
      "1:something is missing or differs, or an error; the log is named"
    })
final class DemoCommand implements Callable<Integer> {

  @Option(
      names = "--rows",
      paramLabel = "N",
      defaultValue = "" + DemoOptions.DEFAULT_ROWS,
      description = "Items in the warehouse before the pipeline starts.")
  private int rows;

  @Option(
      names = "--changes",
      paramLabel = "M",
      defaultValue = "" + DemoOptions.DEFAULT_CHANGES,
      description = "Random inserts, updates and deletes while it runs.")
  private int changes;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Directory for the landing, which stays; else a temporary one.")
  private @Nullable Path out;

  @Option(names = "--keep", description = "Keep the landing also without --out.")
  private boolean keep;

  @Option(
      names = "--port",
      paramLabel = "P",
      description = "Port of the web interface; 0 for any free one. Default: 8081 if it is free.")
  private @Nullable Integer port;

  @Option(
      names = "--seed",
      paramLabel = "S",
      defaultValue = "" + DemoOptions.DEFAULT_SEED,
      description = "The same seed makes the same changes.")
  private long seed;

  @Option(
      names = "--no-progress",
      description = "Rewrite no line on a terminal: print one every two seconds, as elsewhere.")
  private boolean noProgress;

  @Override
  public Integer call() throws Exception {
    DemoOptions options = new DemoOptions(rows, changes, out, keep, port, seed);
    Path log = Files.createTempFile("cdc-demo-", ".log");
    logTo(log);
    int exit = new Demo(options, System.out, this::progress).run();
    if (exit == 0) {
      Files.deleteIfExists(log);
    } else {
      System.err.println("The log is in " + log);
    }
    return exit;
  }

  private Progress progress() {
    return !noProgress && Terminal.rewrites(System.getenv())
        ? Progress.onTerminal(LiveLines.onStandardOutput(), System::nanoTime)
        : Progress.inLines(System.out, System::nanoTime);
  }

  /** Before the first logger is made: the terminal belongs to the demo's own words. */
  private static void logTo(Path log) {
    System.setProperty("cdc.log.file", log.toString());
    String home = System.getProperty("cdc.home");
    if (home != null && System.getenv("CDC_LOG_CONFIG") == null) {
      System.setProperty("log4j2.configurationFile", home + "/conf/log4j2-file.properties");
    }
  }
}
