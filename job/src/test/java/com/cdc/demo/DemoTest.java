package com.cdc.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.cdc.event.Operation;
import com.cdc.terminal.LiveLines;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoTest {

  private Path directory;

  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private long now;

  @BeforeEach
  void directory(@TempDir Path temporary) {
    directory = temporary;
  }

  @Test
  void aLandingOfAnEarlierDemoIsNotTouched() throws Exception {
    Path earlier = directory.resolve("landing/cdc.warehouse.stock_item/part-0.json");
    Files.createDirectories(earlier.getParent());
    Files.writeString(earlier, "{}\n");

    int exit = demo(options(directory, 0)).run();

    assertThat(exit).isEqualTo(1);
    assertThat(printed.toString(UTF_8))
        .isEqualToIgnoringNewLines(
            directory.resolve("landing")
                + " is not empty, perhaps from an earlier demo. Delete it, or give --out another"
                + " directory. Nothing was changed.");
    assertThat(earlier).hasContent("{}");
    assertThat(directory.resolve("checkpoints")).doesNotExist();
  }

  @Test
  void aTakenPortThatWasAskedForIsAnError() throws Exception {
    try (ServerSocket taken = new ServerSocket(0)) {
      int exit = demo(options(directory.resolve("out"), taken.getLocalPort())).run();

      assertThat(exit).isEqualTo(1);
      assertThat(printed.toString(UTF_8))
          .startsWith("Port " + taken.getLocalPort() + " of the web interface is taken");
      assertThat(directory).isEmptyDirectory();
    }
  }

  @Test
  void negativeNumbersAreRefusedByTheNameOfTheirOption() {
    assertThatThrownBy(() -> new DemoOptions(-1, 0, null, false, null, 1))
        .hasMessage("--rows is -1. Give 0 or more.");
    assertThatThrownBy(() -> new DemoOptions(0, -1, null, false, null, 1))
        .hasMessage("--changes is -1. Give 0 or more.");
    assertThatThrownBy(() -> new DemoOptions(0, 0, null, false, 65_536, 1))
        .hasMessageStartingWith("--port is 65536.");
  }

  @Test
  void theSummaryIsOneLineOfJson() {
    assertThat(new Summary(30_000, 10_000, 39_990, 24, 7.25, true).json())
        .isEqualTo(
            "{\"snapshotRows\":30000,\"changes\":10000,\"landedRows\":39990,\"files\":24,"
                + "\"seconds\":7.3,\"verified\":true}");
  }

  @Test
  void directoriesAreDeletedButForAKeptLanding() throws Exception {
    Path out = directory.resolve("new");
    try (DemoFiles files = DemoFiles.create(options(out, 0))) {
      Files.writeString(files.work().resolve("x"), "x");
      assertThat(files.landing()).isEmptyDirectory();
    }
    assertThat(out).doesNotExist();

    Path work;
    try (DemoFiles files = DemoFiles.create(options(out, 0))) {
      files.keepLanding();
      work = files.work();
    }
    assertThat(work).doesNotExist();
    assertThat(out).isDirectoryContaining(path -> path.endsWith("landing"));
    assertThat(out.resolve("checkpoints")).doesNotExist();
  }

  @Test
  void landedFilesAreCountedOnceAndHiddenOnesNot() throws Exception {
    LandedFiles landed = new LandedFiles(directory);
    write("cdc.s.t/date=d/hour=h/part-0.json", "{\"__op\":\"c\"}\n{\"__op\":\"r\"}\n");
    write("cdc.s.t/date=d/hour=h/.part-1.json.inprogress.1", "{\"__op\":\"c\"}\n");
    landed.refresh();
    write("cdc.s.t/date=d/hour=h/part-2.json", "{\"a\":\"\\\"__op\\\":\\\"c\",\"__op\":\"d\"}\n");
    write("_manifests/date=d/x.json", "{}\n");
    landed.refresh();

    assertThat(landed.rows()).isEqualTo(3);
    assertThat(landed.changes()).isEqualTo(2);
    assertThat(landed.count(Operation.DELETE)).isEqualTo(1);
    assertThat(landed.files()).isEqualTo(2);
    assertThat(landed.filesByDirectory())
        .isEqualTo(Map.of(Path.of("cdc.s.t", "date=d", "hour=h"), 2));
    new Showcase(landed).print(directory, out());
    assertThat(printed.toString(UTF_8)).contains("An insert, in cdc.s.t", "A delete, in");
  }

  @Test
  void progressIsALineEveryTwoSecondsOffATerminal() {
    Progress progress = Progress.inLines(out(), () -> now);
    for (int tenth = 0; tenth <= 45; tenth++) {
      now = Duration.ofMillis(tenth * 100L).toNanos();
      progress.show(tenth * 1_000L, 100_000, 3 << 20, "streaming");
    }
    progress.end();

    assertThat(printed.toString(UTF_8).lines())
        .containsExactly(
            "    2 s  20,000 rows landed  10,000 rows/s  lag 3.0 MB  streaming",
            "    4 s  40,000 rows landed  10,000 rows/s  lag 3.0 MB  streaming");
  }

  @Test
  void progressRewritesItsLineOnATerminalAndLeavesItEmpty() {
    Progress progress = Progress.onTerminal(LiveLines.on(out()), () -> now);
    now = Duration.ofSeconds(1).toNanos();
    progress.show(5, 20, -1, "starting");
    progress.end();

    assertThat(printed.toString(UTF_8))
        .contains("[#####...............]  25 %    1 s  5 rows landed  5 rows/s  lag -  starting")
        .endsWith("\r\u001b[J")
        .doesNotContain("\n");
  }

  private Demo demo(DemoOptions options) {
    return new Demo(options, out(), () -> Progress.inLines(out(), System::nanoTime));
  }

  private static DemoOptions options(Path out, int port) {
    return new DemoOptions(10, 10, out, false, port, 1);
  }

  private PrintStream out() {
    return new PrintStream(printed, true, UTF_8);
  }

  private void write(String file, String content) throws IOException {
    Path path = directory.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, content);
  }
}
