package com.cdc.orphans;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.cdc.orphans.Leftover.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.apache.flink.core.fs.FileStatus;

/**
 * The pieces that Flink's writer for GCS joins to a part when it commits: {@code
 * .inprogress/<bucket>/<part's name>/<uuid>} in the same bucket, or in one of their own.
 */
final class GcsPieces {

  static final String BUCKET_KEY = "gs.writer.temporary.bucket.name";
  static final String ENTROPY_KEY = "gs.filesink.entropy.enabled";

  private static final String SCHEME = "gs://";

  private GcsPieces() {}

  /** None if the landing is elsewhere. */
  static List<Leftover> find(String landingUri, Map<String, String> flink) throws IOException {
    List<Leftover> found = new ArrayList<>();
    if (landingUri.startsWith(SCHEME)) {
      String landing = landingUri.substring(SCHEME.length());
      String bucket = flink.getOrDefault(BUCKET_KEY, landing.replaceFirst("/.*", ""));
      for (FileStatus piece :
          Tree.files(SCHEME + bucket + "/.inprogress/" + landing, name -> true)) {
        tokens(piece.getPath().getName())
            .ifPresent(tokens -> found.add(HiddenFiles.of(Kind.TEMPORARY_OBJECT, piece, tokens)));
      }
    }
    return found;
  }

  /** The writer's state has the UUID as two numbers; its text is looked for too. */
  private static Optional<Set<String>> tokens(String name) {
    try {
      UUID id = UUID.fromString(name);
      ByteBuffer bytes = ByteBuffer.allocate(2 * Long.BYTES);
      bytes.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
      return Optional.of(Set.of(name, new String(bytes.array(), ISO_8859_1)));
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // not the writer's
    }
  }
}
