package com.cdc.verify;

import com.cdc.compress.Decompression;
import com.cdc.event.Operation;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import org.apache.flink.core.fs.Path;
import org.jspecify.annotations.Nullable;

/** Reads files of tables line by line, and notes of each record what proofs over all need. */
final class PartReader {

  private final Path landing;
  private final TransactionOrdinals ordinals;
  private final SnapshotDoubles snapshots;
  private final RecordHead head = new RecordHead();
  private long runEpoch;
  private long runLsn;
  private long runFrom;
  private long runTo;
  private long runPlace;

  PartReader(Path landing, TransactionOrdinals ordinals, SnapshotDoubles snapshots) {
    this.landing = landing;
    this.ordinals = ordinals;
    this.snapshots = snapshots;
  }

  /**
   * Which file this is.
   *
   * @param path below the landing
   * @param number of the file, for places
   * @param source number of its source
   * @param table number of its table
   * @param keyLands whether equal rows of a snapshot of its table are doubles
   */
  record Part(String path, int number, int source, int table, boolean keyLands) {}

  /** What the file holds, with what is wrong with it; null if there is no such file. */
  @Nullable PartContent read(Part part) {
    PartContent content = new PartContent();
    Path path = new Path(landing, part.path());
    long line = 0;
    try (InputStream file = path.getFileSystem().open(path);
        InputStream in = Decompression.open(path.getName(), file)) {
      LineReader lines = new LineReader(in);
      while (lines.next()) {
        line++;
        String fault = record(part, lines, line);
        if (fault == null) {
          content.add(head);
        } else {
          content.wrong("line " + line + " is no record: " + fault);
        }
      }
      if (lines.isCut()) {
        content.wrong("line " + (line + 1) + " is cut: no line break ends it");
      }
    } catch (FileNotFoundException e) {
      return null;
    } catch (IOException e) {
      content.wrong(
          "it cannot be read after line %d: %s"
              .formatted(
                  line, e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage()));
    }
    endRun(part);
    return content;
  }

  private @Nullable String record(Part part, LineReader lines, long line) {
    try {
      head.read(lines.bytes(), lines.offset(), lines.length());
    } catch (IllegalArgumentException e) {
      return String.valueOf(e.getMessage());
    } catch (IOException e) {
      return "not valid JSON"; // the parser's message may quote the row's values
    }
    long place = Places.of(part.number(), line);
    if (head.operation() == Operation.READ) {
      if (part.keyLands()) {
        snapshots.add(
            part.table(),
            head.epoch(),
            head.lsn(),
            lines.bytes(),
            lines.offset(),
            head.columnsLength(),
            head.row(),
            place);
      }
    } else if (head.seq() > 0) {
      change(part, place);
    }
    return null;
  }

  private void change(Part part, long place) {
    boolean goesOn =
        head.seq() == runTo + 1
            && head.lsn() == runLsn
            && head.epoch() == runEpoch
            && place == runPlace + (head.seq() - runFrom);
    if (goesOn && runTo > 0) {
      runTo++;
      return;
    }
    endRun(part);
    runEpoch = head.epoch();
    runLsn = head.lsn();
    runFrom = runTo = head.seq();
    runPlace = place;
  }

  private void endRun(Part part) {
    if (runTo > 0) {
      ordinals.add(part.source(), runEpoch, runLsn, runFrom, runTo, runPlace);
      runTo = 0;
    }
  }
}
