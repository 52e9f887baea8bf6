package com.cdc.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.cdc.event.TableId;
import com.cdc.pgoutput.StreamPosition;
import com.cdc.postgres.ServerIdentity;
import com.cdc.postgres.TableStamp;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.cdc.connectors.postgres.source.offset.PostgresOffset;
import org.junit.jupiter.api.Test;

class StreamOffsetTest {

  private static final StreamPosition POSITION = new StreamPosition(2, 100, 108, 200, 7, 5);

  private static final TableId ITEM = new TableId("public", "item");
  private static final StreamState STREAMING =
      new StreamState(POSITION, SnapshotPlan.complete(List.of(ITEM)), null, KnownTables.NONE);

  private static final KnownTables KNOWN =
      KnownTables.of(
          Map.of(
              new TableId("a,b", "c.d ü\""),
              new KnownTable(
                  new TableStamp(
                      4_000_000_000L,
                      "16400.16401",
                      'f',
                      List.of("a/b", "c+d"),
                      List.of(
                          new TableStamp.Column(1, "a/b", 23, -1),
                          new TableStamp.Column(3, "c+d=:,", 1700, 655366)),
                      "7f",
                      new TreeMap<>(Map.of("17.755.760", 18L, "19.755", 20L))),
                  "00ff"),
              ITEM,
              new KnownTable(null, "")));

  @Test
  void aStateIsReadBackAsItWas() {
    TableId plain = new TableId("public", "item");
    TableId odd = new TableId("a,b", "c.d ü\"");
    StreamState state =
        new StreamState(
            POSITION,
            new SnapshotPlan(
                List.of(plain, odd),
                List.of(odd, plain),
                List.of(odd),
                3,
                new KeyBound(List.of("a", "b,c", "d"), List.of("", "x,y", "7")),
                List.of(new ReadSpan(odd, 7, 9, 8), new ReadSpan(plain, 1, 1, 0))),
            new ServerIdentity("7400000000000000001", 4),
            KNOWN);

    assertThat(StreamOffset.state(StreamOffset.of(state))).isEqualTo(state);
  }

  @Test
  void aStreamThatHasNotStartedHasNoPlanAndNoServer() {
    StreamState state = StreamState.notStarted(1, 42);

    assertThat(StreamOffset.state(StreamOffset.of(state))).isEqualTo(state);
  }

  /** What 0.1 wrote before it knew of plans and servers. */
  @Test
  void anOldStateWithoutPlanAndServerIsRead() {
    PostgresOffset old =
        PostgresOffset.of(
            Map.of(
                "lsn", "108",
                "epoch", "2",
                "committed", "100",
                "open_lsn", "200",
                "open_messages", "7",
                "open_seq", "5"));

    assertThat(StreamOffset.state(old))
        .isEqualTo(new StreamState(POSITION, null, null, KnownTables.NONE));
  }

  /** What 0.1 wrote before a bound had the names of its columns. */
  @Test
  void anOldBoundWithoutColumnsIsRead() {
    Map<String, String> values = new HashMap<>(StreamOffset.of(STREAMING).getOffset());
    values.put("pending", "public.item");
    values.put("next_chunk", "3");
    values.put("next_from", "7,x");

    SnapshotPlan plan = StreamOffset.state(PostgresOffset.of(values)).plan();

    assertThat(plan)
        .isEqualTo(
            new SnapshotPlan(
                List.of(ITEM),
                List.of(ITEM),
                List.of(),
                3,
                new KeyBound(List.of(), List.of("7", "x")),
                List.of()));
  }

  @Test
  void aFinishedChunkIsReadBackAsItWas() {
    ServerIdentity server = new ServerIdentity("7400000000000000001", 4);
    FinishedChunk chunk = new FinishedChunk(42, 108, server, 1000, "p:");

    assertThat(StreamOffset.chunk(StreamOffset.of(chunk, 1))).isEqualTo(chunk);
    assertThat(StreamOffset.state(StreamOffset.of(chunk, 1)))
        .isEqualTo(new StreamState(StreamPosition.startOf(1, 42), null, server, KnownTables.NONE));
  }

  /** What 0.1 wrote before a chunk said at which point it was read. */
  @Test
  void anOldChunkStandsWhereTheSlotStood() {
    assertThat(StreamOffset.chunk(StreamOffset.of(StreamState.notStarted(1, 42))))
        .isEqualTo(new FinishedChunk(42, 42, null, 0, ""));
  }

  @Test
  void aStateWithoutItsPositionIsAnError() {
    assertThatThrownBy(() -> StreamOffset.state(PostgresOffset.of(Map.of("lsn", "1"))))
        .hasMessageStartingWith("The stream's state has no `epoch`");
  }
}
