package com.cdc.verify;

import com.cdc.event.Position;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Proves that the changes of every transaction are numbered from 1 on without a gap and without a
 * double, over all tables and files. The end of a transaction cannot be known from that: what is
 * missing there shows in the rows that manifests list.
 *
 * <p>Changes that follow each other within a file are one entry.
 */
final class TransactionOrdinals implements AutoCloseable {

  /** Whether a change may be missing. */
  interface Waiting {
    boolean mayWait(String source, Position change);
  }

  private static final int IN_MEMORY = 1 << 20;
  private static final int EPOCH_BITS = 48;

  private final TupleSort entries;
  private final long[] entry = new long[5];

  TransactionOrdinals(Path temporary) {
    this(temporary, IN_MEMORY);
  }

  TransactionOrdinals(Path temporary, int inMemory) {
    entries = new TupleSort(5, 3, inMemory, temporary);
  }

  /**
   * Adds consecutive changes of a transaction.
   *
   * @param source its number, below 65,536
   * @param place where the first of them stands; the others stand in the lines after it
   */
  void add(int source, long epoch, long lsn, long from, long to, long place) {
    entry[0] = (long) source << EPOCH_BITS | epoch;
    entry[1] = lsn;
    entry[2] = from;
    entry[3] = to;
    entry[4] = place;
    entries.add(entry);
  }

  /** Adds to the faults what is missing or doubled. */
  void prove(List<String> sources, Places places, Waiting waiting, Faults faults) {
    entries.forEach(new Scan(sources, places, waiting, faults));
  }

  @Override
  public void close() throws IOException {
    entries.close();
  }

  private static final class Scan implements TupleSort.Taker {

    private final List<String> sources;
    private final Places places;
    private final Waiting waiting;
    private final Faults faults;
    private long line = -1;
    private long lsn;
    private long seenTo;
    private long seenFrom;
    private long seenPlace;
    private long listedTo;

    Scan(List<String> sources, Places places, Waiting waiting, Faults faults) {
      this.sources = sources;
      this.places = places;
      this.waiting = waiting;
      this.faults = faults;
    }

    @Override
    public void take(long[] entry) {
      if (entry[0] != line || entry[1] != lsn) {
        line = entry[0];
        lsn = entry[1];
        seenTo = 0;
        listedTo = 0;
      }
      long from = entry[2];
      long to = entry[3];
      long place = entry[4];
      if (from <= seenTo) {
        doubled(from, Math.min(to, seenTo), place);
      }
      if (places.isListed(place)) {
        if (from > listedTo + 1) {
          missing(listedTo + 1, from - 1, place);
        }
        listedTo = Math.max(listedTo, to);
      }
      if (to > seenTo) {
        seenFrom = from;
        seenTo = to;
        seenPlace = place;
      }
    }

    private void missing(long from, long to, long place) {
      Position first = new Position(epoch(), lsn, from);
      if (waiting.mayWait(source(), first)) { // then all after it may wait too
        return;
      }
      faults.add(
          "Of a transaction of source %s, %s missing from %s to %s: they should stand before %s."
              + " They have not landed, or their file and what lists it is gone. Restore from a copy"
              + " of the store, or read the source's tables anew with `cdc resnapshot`",
          source(),
          from == to ? "a change is" : (to - from + 1) + " changes are",
          PositionText.of(first),
          PositionText.of(epoch(), lsn, to),
          places.text(place));
    }

    private void doubled(long from, long to, long place) {
      faults.add(
          "Source %s, change %s%s landed twice: %s and %s. One of the files was copied, or a job was"
              + " restored from an older checkpoint than its last; move one of the two out of the"
              + " landing",
          source(),
          PositionText.of(epoch(), lsn, from),
          from == to ? "" : " to " + PositionText.of(epoch(), lsn, to),
          places.text(seenPlace + (from - seenFrom)),
          places.text(place));
    }

    private String source() {
      return sources.get((int) (line >>> EPOCH_BITS));
    }

    private long epoch() {
      return line & ((1L << EPOCH_BITS) - 1);
    }
  }
}
