package com.cdc.cli;

import com.cdc.config.CdcConfig;
import com.cdc.config.ConfigLoader;
import com.cdc.embedded.EmbeddedFlink;
import com.cdc.status.CheckpointStatus;
import com.cdc.status.PipelineStatus;
import com.cdc.status.SlotStatus;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Says how a pipeline is. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description = {
      "Say how a pipeline is: slots, last checkpoint, rows landed by table, what is wrong.",
      "Changes nothing, and may be used at any time. Asks the database, the checkpoints and the"
          + " landing, and the job itself where it answers."
    },
    exitCodeListHeading = ExitCodes.HEADING,
    exitCodeList = {"0:healthy", "1:not healthy, or an error; what is wrong is listed"})
final class StatusCommand implements Callable<Integer> {

  private static final ObjectMapper JSON = new ObjectMapper();

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "The configuration; without it, environment variables (see `cdc options`).")
  private @Nullable Path config;

  @Option(
      names = "--url",
      paramLabel = "URL",
      description =
          "Where the job answers (default: http://127.0.0.1 on `http.port`, unless that is 0).")
  private @Nullable String url;

  @Option(names = "--json", description = "Say it in one line of JSON.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    CdcConfig loaded = ConfigLoader.load(config, System.getenv());
    EmbeddedFlink.initializeFileSystems(loaded);
    String asked = url;
    if (asked == null && loaded.http().isOn()) {
      asked = "http://127.0.0.1:" + loaded.http().port();
    }
    PipelineStatus status = PipelineStatus.of(loaded, asked);
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(document(status));
    } else {
      print(status, out);
    }
    out.flush();
    return status.isHealthy() ? 0 : 1;
  }

  private static void print(PipelineStatus status, PrintWriter out) {
    String asked = status.url();
    out.println("Job: " + (asked == null ? "does not answer here" : "answers at " + asked));
    for (SlotStatus slot : status.slots()) {
      Double seconds = slot.lagSeconds();
      out.println(
          !slot.exists()
              ? "Slot %s: %s"
                  .formatted(slot.slot(), slot.problem() == null ? "does not exist" : "unknown")
              : "Slot %s: %s, %s; %,d bytes behind%s; the server keeps %,d bytes of WAL for it"
                  .formatted(
                      slot.slot(),
                      slot.active() ? "being read" : "read by nobody",
                      slot.walStatus(),
                      slot.lagBytes(),
                      seconds == null ? "" : ", %.1f s".formatted(seconds),
                      slot.retainedBytes()));
    }
    CheckpointStatus checkpoint = status.checkpoint();
    out.println(
        checkpoint == null
            ? "Checkpoint: none"
            : "Checkpoint: %d, %d s old".formatted(checkpoint.id(), checkpoint.ageSeconds()));
    String since = status.landed().since();
    out.println(since == null ? "Landed: nothing" : "Landed since " + since + ":");
    status.landed().rows().forEach((table, rows) -> out.printf("  %s  %,d rows%n", table, rows));
    out.println(status.isHealthy() ? "Healthy" : "Not healthy:");
    status.problems().forEach(problem -> out.println("  " + problem));
  }

  private static ObjectNode document(PipelineStatus status) {
    ObjectNode document = JSON.createObjectNode();
    document.put("healthy", status.isHealthy());
    document.set("problems", JSON.valueToTree(status.problems()));
    document.put("url", status.url());
    document.set("slots", JSON.valueToTree(status.slots()));
    document.set("checkpoint", JSON.valueToTree(status.checkpoint()));
    document.set("landedRows", JSON.valueToTree(status.landed().rows()));
    document.put("landedSince", status.landed().since());
    return document;
  }
}
