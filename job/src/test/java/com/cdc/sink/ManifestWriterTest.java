package com.cdc.sink;

import static org.assertj.core.api.Assertions.assertThat;

import com.cdc.event.ChangeBatch;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.connector.sink2.CommittableMessage;
import org.apache.flink.streaming.api.connector.sink2.CommittableWithLineage;
import org.apache.flink.streaming.api.operators.ProcessOperator;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManifestWriterTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path landing;

  @Test
  void aManifestWaitsForTheAccountsOfAllWriters() throws Exception {
    try (var writer = open(null)) {
      send(writer, 1, account(0, "a"));
      assertThat(manifests()).isEmpty();
      send(writer, 1, account(1, "b"));
      send(writer, 2, account(1, "c"));
      send(writer, 2, account(0, "d"));
    }

    List<JsonNode> manifests = manifests();
    assertThat(paths(manifests.get(0))).containsExactly("cdc.s.t/a", "cdc.s.t/b");
    assertThat(paths(manifests.get(1))).containsExactly("cdc.s.t/c", "cdc.s.t/d");
    assertThat(manifests.get(1).get("previous").textValue()).contains("-0000000001-");
  }

  @Test
  void filesOfACheckpointThatWasGivenUpStandInTheNextOne() throws Exception {
    try (var writer = open(null)) {
      send(writer, 1, account(0, "a"));
      send(writer, 2, account(0, "b"));
      assertThat(manifests()).isEmpty();
      send(writer, 2, account(1, "c"));
    }

    assertThat(manifests()).hasSize(1);
    assertThat(paths(manifests().get(0))).containsExactly("cdc.s.t/a", "cdc.s.t/b", "cdc.s.t/c");
    assertThat(manifests().get(0).get("checkpoint").longValue()).isEqualTo(2);
  }

  @Test
  void whatComesAgainAfterARestoreIsTheSameManifest() throws Exception {
    WriterAccount first = account(0, "a");
    WriterAccount second = account(1, "b");
    OperatorSubtaskState state;
    try (var writer = open(null)) {
      send(writer, 1, first);
      state = writer.snapshot(2, 2);
      send(writer, 1, second);
      send(writer, 2, account(0, "lost"));
    }
    List<JsonNode> before = manifests();

    try (var writer = open(state)) {
      send(writer, 1, second);
      send(writer, 3, account(0));
      send(writer, 3, account(1));
      send(writer, 4, account(1, "c"));
      send(writer, 4, account(0, "d"));
    }

    assertThat(manifests()).hasSize(2).startsWith(before.get(0));
  }

  @Test
  void namesFollowEachOtherAlsoWhereClocksGoBack() throws Exception {
    try (var writer = open(null)) {
      for (long checkpoint = 1; checkpoint < 4; checkpoint++) {
        send(writer, checkpoint, account(1, "a" + checkpoint));
        send(writer, checkpoint, account(0));
      }
    }

    List<JsonNode> manifests = manifests();
    assertThat(manifests.get(2).get("previous").textValue()).contains("-0000000002-");
    assertThat(manifests)
        .extracting(m -> m.get("checkpoint").longValue())
        .containsExactly(1L, 2L, 3L);
  }

  @Test
  void whatWasWrittenIntoAnotherLandingIsNotListedInThisOne() throws Exception {
    WriterAccount here = account(0, "a");
    WriterAccount elsewhere =
        new WriterAccount(
            "file:/elsewhere", "5f0c", 1, 2, 0, "x", here.parts(), List.of(), Map.of());
    try (var writer = open(null)) {
      send(writer, 1, elsewhere);
      send(writer, 2, account(0, "b"));
      send(writer, 2, account(1));
    }

    assertThat(manifests()).hasSize(1);
    assertThat(paths(manifests().get(0))).containsExactly("cdc.s.t/b");
  }

  private OneInputStreamOperatorTestHarness<CommittableMessage<LandingCommittable>, Void> open(
      OperatorSubtaskState state) throws Exception {
    var harness =
        new OneInputStreamOperatorTestHarness<>(
            new ProcessOperator<>(
                new ManifestWriter(
                    "file:" + landing, new HashMap<>(Map.of("cdc.s.t", "postgres")))));
    if (state != null) {
      harness.setRestoredCheckpointId(2);
      harness.initializeState(state);
    }
    harness.open();
    return harness;
  }

  private static void send(
      OneInputStreamOperatorTestHarness<CommittableMessage<LandingCommittable>, Void> writer,
      long checkpoint,
      WriterAccount account)
      throws Exception {
    writer.processElement(
        new CommittableWithLineage<>(
            new LandingCommittable(List.of(), account), checkpoint, account.writer()),
        0);
  }

  private WriterAccount account(int writer, String... files) {
    ChangeBatch batch = new ChangeBatch();
    batch.reads = 1;
    List<PartFile> parts =
        Stream.of(files)
            .map(file -> new PartFile("cdc.s.t/" + file, 1, PartContent.of(batch)))
            .toList();
    return new WriterAccount(
        "file:" + landing,
        "5f0c",
        writer,
        2,
        1795328110635L,
        "0a1b2c3" + writer,
        parts,
        List.of(),
        Map.of());
  }

  private static List<String> paths(JsonNode manifest) {
    return manifest.get("files").findValuesAsText("path");
  }

  private List<JsonNode> manifests() throws IOException {
    Path root = landing.resolve("_manifests");
    if (!Files.exists(root)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(root)) {
      List<JsonNode> manifests = new ArrayList<>();
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        if (!file.getFileName().toString().startsWith(".")) {
          manifests.add(JSON.readTree(file.toFile()));
        }
      }
      return manifests;
    }
  }
}
