package com.cdc.cli;

import com.cdc.config.ConfigLoader;
import com.cdc.config.StorageConfig;
import com.cdc.embedded.EmbeddedFlink;
import com.cdc.orphans.Orphan;
import com.cdc.orphans.Orphans;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Lists, and removes if asked to, what failed attempts left in the landing. */
@Command(
    name = "orphans",
    mixinStandardHelpOptions = true,
    description = {
      "List what failed attempts left in the landing and no checkpoint needs: parts in progress,"
          + " unfinished uploads, temporary objects, hidden files.",
      "Needs no database. Where several pipelines share a landing, name the checkpoints of all."
    },
    exitCodeListHeading = ExitCodes.HEADING,
    exitCodeList = {
      "0:listed, or removed",
      "1:an error; with --delete, some may be removed by then"
    })
final class OrphansCommand implements Callable<Integer> {

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "The configuration; without it, environment variables (see `cdc options`).")
  private @Nullable Path config;

  @Option(
      names = "--checkpoint",
      paramLabel = "URI",
      description =
          "A further place of checkpoints or savepoints whose needs are respected; may be repeated."
              + " Those of `checkpoint.uri`, and of Flink's own settings, always are.")
  private List<String> checkpoints = new ArrayList<>();

  @Option(
      names = "--older-than",
      paramLabel = "AGE",
      defaultValue = "7d",
      converter = Age.class,
      description = "Only what nothing was written to for so long (default: ${DEFAULT-VALUE}).")
  private Duration olderThan = Duration.ofDays(7);

  @Option(names = "--delete", description = "Remove them.")
  private boolean delete;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    StorageConfig storage = ConfigLoader.loadStorage(config, System.getenv());
    Duration shortest = Orphans.safeAge(storage);
    if (delete && olderThan.compareTo(shortest) < 0) {
      throw new ParameterException(
          spec.commandLine(),
          ("--delete needs --older-than of at least %s: a running job may be at work on what is"
                  + " younger and in no complete checkpoint yet.")
              .formatted(Age.shown(shortest)));
    }
    List<String> uris = new ArrayList<>(checkpoints);
    uris.addAll(List.of(storage.landing().uri(), storage.checkpoint().uri()));
    EmbeddedFlink.initializeFileSystems(storage.flink(), uris);
    Orphans found = Orphans.find(storage, checkpoints, olderThan, Instant.now());
    PrintWriter out = spec.commandLine().getOut();
    found.notes().forEach(note -> out.println("note: " + note));
    if (delete) {
      found.requireStates();
      for (Orphan orphan : found.orphans()) {
        orphan.delete();
        out.println("deleted " + line(orphan));
      }
    } else {
      found.orphans().forEach(orphan -> out.println(line(orphan)));
    }
    out.println(summary(found));
    out.flush();
    return 0;
  }

  private static String line(Orphan orphan) {
    String bytes = orphan.bytes() < 0 ? "size unknown" : orphan.bytes() + " bytes";
    return "%s  %s, %s old: %s"
        .formatted(orphan.name(), bytes, Age.shown(orphan.age()), orphan.reason());
  }

  private String summary(Orphans found) {
    return "%d orphans%s, %d bytes. Kept: %d that a checkpoint or savepoint needs (of %d read), %d younger than %s."
        .formatted(
            found.orphans().size(),
            delete ? " deleted" : "",
            found.bytes(),
            found.needed(),
            found.states(),
            found.younger(),
            Age.shown(olderThan));
  }
}
