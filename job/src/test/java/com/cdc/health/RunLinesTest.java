package com.cdc.health;

import static org.assertj.core.api.Assertions.assertThat;

import com.cdc.metrics.MetricName;
import com.cdc.metrics.Sample;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the terminal shows for given metrics. */
class RunLinesTest {

  private final List<Sample> samples = new ArrayList<>();

  @Test
  void theFirstSnapshotHasABarForEachTable() {
    snapshot("stock", "s.movement", 0, 4_000_000);
    snapshot("stock", "s.item", 1_000_000, 1_000_000);
    snapshot("stock", "s.done", 10, 0);
    of("stock", MetricName.SNAPSHOT_ROWS_PER_SECOND, 40_000);
    of("stock", MetricName.SNAPSHOT_SECONDS_LEFT, 125);
    rows(MetricName.ROWS_READ, "r", 1_000_010);
    rows(MetricName.ROWS_LANDED, "r", 900_000);

    assertThat(lines(41_000))
        .containsExactly(
            "[####################] 100 %  s.done      10 rows",
            "[##########..........]  50 %  s.item      1,000,000 of about 2,000,000 rows",
            "[....................]   0 %  s.movement  0 of about 4,000,000 rows",
            "1,000,010 rows read, 41,000 rows/s, 900,000 landed; snapshot 40,000 rows/s, about 2"
                + " min 5 s left");
  }

  @Test
  void whileOnlyChangesFlowThereIsOneLine() {
    snapshot("stock", "s.item", 10, 0);
    of("stock", MetricName.LANDING_LAG, 3.7);
    rows(MetricName.ROWS_READ, "r", 10);
    rows(MetricName.ROWS_READ, "u", 5);
    rows(MetricName.ROWS_LANDED, "r", 10);

    assertThat(lines(2)).containsExactly("15 rows read, 2 rows/s, 10 landed, lag 3 s");
  }

  @Test
  void aLaterSnapshotHasABarForTheTablesThatItReads() {
    snapshot("stock", "s.item", 10, 0);
    snapshot("stock", "s.added", 25, 75);
    of("stock", MetricName.LANDING_LAG, 4000);
    of("stock", MetricName.SNAPSHOT_SECONDS_LEFT, -1);

    assertThat(lines(0))
        .containsExactly(
            "[#####...............]  25 %  s.added  25 of about 100 rows",
            "0 rows read, 0 rows/s, 0 landed, lag 1 h 6 min; snapshot 0 rows/s");
  }

  @Test
  void ofSeveralSourcesTheTablesAreNamedWithTheirSource() {
    snapshot("a", "s.t", 1, 1);
    snapshot("b", "s.t", 0, 1);
    of("b", MetricName.LANDING_LAG, 0);

    assertThat(lines(0)).element(0).asString().contains("a: s.t  1 of about 2 rows");
    assertThat(lines(0)).element(1).asString().contains("b: s.t  0 of about 1 rows");
  }

  @Test
  void ofManyTablesThoseThatAreReadNowAreShown() {
    for (int table = 0; table < 30; table++) {
      snapshot("stock", "s.t%02d".formatted(table), table == 29 ? 5 : 0, 10);
    }

    assertThat(lines(0)).hasSize(10).element(7).asString().contains("s.t29  5 of about 15 rows");
    assertThat(lines(0)).element(8).isEqualTo("and 22 more tables");
  }

  @Test
  void aNameCannotSteerTheTerminalAndIsCut() {
    snapshot("stock", "s.\u001b[2J\n" + "x".repeat(60), 0, 1);

    assertThat(lines(0))
        .element(0)
        .isEqualTo(
            "[....................]   0 %  s.?[2J?" + "x".repeat(30) + "...  0 of about 1 rows");
  }

  @Test
  void thePaceIsThatOfTheLastSecondsAndSurvivesARestartOfTheJob() {
    Pace pace = new Pace();
    assertThat(pace.perSecond(seconds(0), 1000)).isZero();
    assertThat(pace.perSecond(seconds(1), 2000)).isEqualTo(1000);
    assertThat(pace.perSecond(seconds(5), 2000)).isEqualTo(200);
    assertThat(pace.perSecond(seconds(11), 2600)).isEqualTo(100);
    assertThat(pace.perSecond(seconds(12), 50)).isZero();
    assertThat(pace.perSecond(seconds(13), 70)).isEqualTo(20);
  }

  private static long seconds(int seconds) {
    return Duration.ofSeconds(seconds).toNanos();
  }

  private List<String> lines(long rowsPerSecond) {
    return RunLines.of(RunFigures.of(samples), rowsPerSecond);
  }

  private void snapshot(String source, String table, long rows, long left) {
    Map<String, String> labels = Map.of("source", source, "table", table);
    samples.add(new Sample(MetricName.SNAPSHOT_ROWS, labels, rows));
    samples.add(new Sample(MetricName.SNAPSHOT_ROWS_LEFT, labels, left));
  }

  private void of(String source, MetricName name, double value) {
    samples.add(new Sample(name, Map.of("source", source), value));
  }

  private void rows(MetricName name, String operation, long rows) {
    samples.add(
        new Sample(
            name, Map.of("source", "stock", "table", "s.item", "operation", operation), rows));
  }
}
