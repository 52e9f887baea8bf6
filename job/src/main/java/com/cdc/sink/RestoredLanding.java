package com.cdc.sink;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.core.fs.Path;
import org.jspecify.annotations.Nullable;

/**
 * The landing is as the restored checkpoint left it: nothing of a later one is in it, which would
 * land again, and its last manifest is still there.
 */
final class RestoredLanding {

  private static final ObjectMapper JSON = new ObjectMapper();

  private static final Pattern CHECKPOINT = Pattern.compile(".*-(\\d{10,})-[^-]*\\.json");

  private static final String NOTHING_WRITTEN = "Nothing was written.";

  private RestoredLanding() {}

  /**
   * Looks from the newest manifest back to the one that the state knows. Between them may be those
   * of the restored checkpoint itself and of ones before it, which are written again.
   *
   * @throws LandingStopException if something else is there, before anything is committed
   */
  static void require(ManifestState restored, long checkpoint) throws IOException {
    String newest = NewestManifest.of(restored.landing());
    for (String name = newest; !Objects.equals(name, restored.previous()); ) {
      if (name == null) {
        throw emptied(restored, NOTHING_WRITTEN);
      }
      if (checkpointOf(name) > checkpoint) {
        throw stop(
            ("The landing %s holds what checkpoint %d committed (manifest %s), but the job was"
                    + " restored from checkpoint %d: what was read since would land twice. Restore"
                    + " the newest checkpoint.")
                .formatted(restored.landing(), checkpointOf(name), name, checkpoint),
            NOTHING_WRITTEN);
      }
      name = previous(restored.landing(), name);
    }
  }

  /**
   * The last manifest is still there when the next one is to be written.
   *
   * @throws LandingStopException if not
   */
  static void requirePrevious(ManifestState written) throws IOException {
    String previous = written.previous();
    if (previous != null) {
      Path path = new Path(new Path(written.landing(), Manifest.DIRECTORY), previous);
      if (!path.getFileSystem().exists(path)) {
        throw emptied(written, "What landed since then is in it, without a manifest.");
      }
    }
  }

  private static LandingStopException emptied(ManifestState state, String since) {
    return stop(
        ("The landing %s does not have manifest %s, which this job wrote: the landing was"
                + " emptied or replaced while the job's checkpoint stayed. Put its files back and start"
                + " again.")
            .formatted(state.landing(), state.previous()),
        since);
  }

  private static long checkpointOf(String name) {
    Matcher matcher = CHECKPOINT.matcher(name);
    return matcher.matches() ? Long.parseLong(matcher.group(1)) : Long.MAX_VALUE;
  }

  private static @Nullable String previous(String landing, String name) throws IOException {
    Path path = new Path(new Path(landing, Manifest.DIRECTORY), name);
    try (InputStream in = path.getFileSystem().open(path)) {
      JsonNode previous = JSON.readTree(in).path("previous");
      return previous.isTextual() ? previous.textValue() : null;
    }
  }

  private static LandingStopException stop(String what, String outcome) {
    return new LandingStopException(
        what
            + " Or begin anew: with an empty `landing.uri` and `checkpoint.uri`, or with an empty"
            + " `checkpoint.uri` and `postgres.on-lost-slot: resnapshot`, which begins a new epoch"
            + " in the same landing. "
            + outcome);
  }
}
