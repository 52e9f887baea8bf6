package com.cdc;

import static org.assertj.core.api.Assertions.assertThat;

import com.cdc.config.CdcConfig;
import com.cdc.config.ConfigLoader;
import com.cdc.lease.LockKeeper;
import com.cdc.lease.WriterClaim;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The names by which a checkpoint finds its operators again. */
class CdcPipelineTest {

  @TempDir Path directory;

  @Test
  void oneUnnamedSourceKeepsItsUid() throws Exception {
    assertThat(uids("postgres.tables: public.items\n"))
        .containsExactlyInAnyOrder(
            "postgres", "landing", "Sink Committer: landing", "landing: manifests");
  }

  @Test
  void namedSourcesHaveUidsOfTheirOwnAndOneSink() throws Exception {
    assertThat(uids("sources: {a: {slot: a, tables: s.a}, b-c: {slot: b, tables: s.b}}\n"))
        .containsExactlyInAnyOrder(
            "postgres-a",
            "postgres-b-c",
            "landing",
            "Sink Committer: landing",
            "landing: manifests");
  }

  private List<String> uids(String yaml) throws Exception {
    Path file = Files.writeString(directory.resolve("pipeline.yaml"), yaml);
    Map<String, String> env = new HashMap<>();
    env.put("JOB_NAME", "x");
    List.of("PG_HOST", "PG_DATABASE", "PG_USER", "PG_PASSWORD").forEach(key -> env.put(key, "x"));
    List.of("LANDING_URI", "CHECKPOINT_URI").forEach(key -> env.put(key, "/data/" + key));
    CdcConfig config = ConfigLoader.load(file, env);
    StreamExecutionEnvironment flink = StreamExecutionEnvironment.getExecutionEnvironment();
    WriterClaim claim = new WriterClaim("/data/claim", 1, "token", List.of(), List.of());
    CdcPipeline.build(flink, config, claim, LockKeeper.PROCESS);
    return flink.getStreamGraph().getStreamNodes().stream()
        .map(StreamNode::getTransformationUID)
        .filter(Objects::nonNull)
        .toList();
  }
}
