package com.cdc.lease;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.cdc.config.CdcConfig;
import com.cdc.config.ConfigException;
import com.cdc.config.PostgresConfig;
import java.io.Serializable;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What tells pipelines apart that share a checkpoint directory: name, database and slot of one
 * source; the name alone of a pipeline whose sources are named and may come and go.
 *
 * @param id made from these
 * @param name the job's name
 * @param file where claims of the pipeline's writers stand
 * @param slots what it reads now, each {@code database/slot}
 */
public record PipelineIdentity(UUID id, String name, String file, List<String> slots)
    implements Serializable {

  private static final String APPLICATION = "cdc-writer/";

  public static PipelineIdentity of(CdcConfig config) {
    String identity =
        config.hasNamedSources()
            ? String.join("\0", config.name(), "sources")
            : String.join(
                "\0", config.name(), config.onlySource().database(), config.onlySource().slot());
    UUID id = UUID.nameUUIDFromBytes(identity.getBytes(UTF_8));
    return new PipelineIdentity(
        id,
        config.name(),
        config.checkpoint().uri() + "/_writer-" + id,
        config.sources().stream().map(PipelineIdentity::slot).toList());
  }

  static String slot(PostgresConfig source) {
    return source.database() + "/" + source.slot();
  }

  /** How sessions that hold the lock are called. */
  public String application() {
    return APPLICATION + id.toString().substring(0, 8);
  }

  /** Whether a session is an instance's of this pipeline; one that may not be seen may be. */
  boolean isOurs(@Nullable String application) {
    return application == null || application.isEmpty() || application.equals(application());
  }

  /**
   * The claim in force.
   *
   * @throws ConfigException if it is of a pipeline with which this one shares nothing but the name
   */
  public Optional<WriterClaim> claimInForce() {
    Optional<WriterClaim> claim = WriterClaim.inForce(file);
    if (claim.isPresent() && Collections.disjoint(claim.get().slots(), slots)) {
      throw new ConfigException(
          List.of(
              "`job.name` `"
                  + name
                  + "` is taken under this `checkpoint.uri`, by a pipeline that reads "
                  + String.join(", ", SlotServers.without(claim.get().slots()))
                  + ". Give this one another name, or another directory."));
    }
    return claim;
  }

  /** The claim of this pipeline's next writer. */
  public WriterClaim nextClaim(Optional<WriterClaim> before, List<String> jobs) {
    return WriterClaim.next(file, before, jobs, slots);
  }
}
