package com.cdc.embedded;

import com.cdc.config.CdcConfig;
import com.cdc.lease.PipelineIdentity;
import com.cdc.lease.SlotServers;
import com.cdc.lease.WriterClaim;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.flink.api.common.JobID;

/** How a start follows the writers before it and what they leave. */
final class Succession {

  private Succession() {}

  /** From now on this start is the writer; its claim leads to the checkpoints of those before. */
  static WriterClaim claim(CdcConfig config, JobID job) throws SQLException {
    String uri = config.checkpoint().uri();
    PipelineIdentity pipeline = PipelineIdentity.of(config);
    Optional<WriterClaim> before = pipeline.claimInForce();
    List<String> servers = SlotServers.require(config, before);
    List<String> earlier =
        before.map(WriterClaim::jobs).orElseGet(() -> List.of(idBeforeClaims(pipeline)));
    List<String> needed = Checkpoints.needed(uri, earlier);
    List<String> jobs = new ArrayList<>(List.of(job.toHexString()));
    jobs.addAll(needed);
    WriterClaim claim = pipeline.nextClaim(before, jobs).on(servers);
    claim.write();
    earlier.stream()
        .filter(done -> !needed.contains(done))
        .forEach(done -> Checkpoints.remove(uri, done));
    return claim;
  }

  /** Before there were claims, every start of a pipeline had the same id. */
  private static String idBeforeClaims(PipelineIdentity pipeline) {
    UUID id = pipeline.id();
    return new JobID(id.getLeastSignificantBits(), id.getMostSignificantBits()).toHexString();
  }
}
