package com.cdc.source;

import com.cdc.event.ChangeBatch;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputViewStreamWrapper;
import org.apache.flink.core.memory.DataOutputView;
import org.apache.flink.core.memory.DataOutputViewStreamWrapper;
import org.jspecify.annotations.Nullable;

/**
 * The batches of one snapshot chunk between reading and emission: the first few megabytes in
 * memory, the others in a temporary file, so that a chunk may be of any size.
 *
 * <p>One thread fills it, then one empties it. {@link #close} may come from any thread, at any
 * time; it gives memory and disk free.
 */
final class SpooledChunk implements AutoCloseable {

  /** So much stays in memory: little enough for the collector's young generation. */
  static final int MEMORY_BYTES = 4 << 20;

  private static final int BUFFER_BYTES = 1 << 16;

  private final Path directory;
  private final Consumer<SpooledChunk> whenClosed;
  private final TypeSerializer<ChangeBatch> serializer =
      TypeInformation.of(ChangeBatch.class).createSerializer(new SerializerConfigImpl());
  private final List<ChangeBatch> inMemory = new ArrayList<>();
  private int memoryBytes;
  private @Nullable FileChannel file;
  private @Nullable BufferedOutputStream buffered;
  private @Nullable DataOutputView output;
  private int inFile;
  private long rows;
  private volatile boolean closed;

  /**
   * An empty chunk.
   *
   * @param directory where its file is to be, should it need one
   * @param whenClosed hears of the first {@link #close}
   */
  SpooledChunk(Path directory, Consumer<SpooledChunk> whenClosed) {
    this.directory = directory;
    this.whenClosed = whenClosed;
  }

  /**
   * Adds a batch at the end.
   *
   * @throws UncheckedIOException if the disk does not take it
   */
  synchronized void add(ChangeBatch batch) {
    if (closed) {
      throw new IllegalStateException("The reading of this chunk was given up");
    }
    rows += batch.reads;
    if (memoryBytes + batch.lines.length <= MEMORY_BYTES && inFile == 0) {
      memoryBytes += batch.lines.length;
      inMemory.add(batch);
      return;
    }
    try {
      serializer.serialize(batch, output());
      inFile++;
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Cannot write the snapshot of table "
              + batch.tableId()
              + " to a temporary file in "
              + directory
              + ": "
              + e.getMessage()
              + ". A chunk (postgres.chunk-size; all of a table that has no key) has to fit there"
              + " until it is passed on: make room, or give the JVM another directory by"
              + " -Djava.io.tmpdir=DIR.",
          e);
    }
  }

  /** How many rows of the snapshot were added. */
  synchronized long rows() {
    return rows;
  }

  /** Passes all batches on in their order, of those in the file one at a time. */
  synchronized void forEach(Consumer<ChangeBatch> consumer) throws IOException {
    if (closed) {
      throw new IllegalStateException("This chunk was closed before it was emitted");
    }
    inMemory.forEach(consumer);
    FileChannel spilled = file;
    if (spilled != null && buffered != null) {
      buffered.flush();
      spilled.position(0);
      DataInputViewStreamWrapper input =
          new DataInputViewStreamWrapper(
              new BufferedInputStream(ChannelPieces.input(spilled), BUFFER_BYTES));
      for (int i = 0; i < inFile; i++) {
        consumer.accept(serializer.deserialize(input));
      }
    }
  }

  private DataOutputView output() throws IOException {
    DataOutputView open = output;
    if (open == null) {
      FileChannel channel = createFile();
      buffered = new BufferedOutputStream(ChannelPieces.output(channel), BUFFER_BYTES);
      open = new DataOutputViewStreamWrapper(buffered);
      file = channel;
      output = open;
    }
    return open;
  }

  /** On Linux and macOS the JDK removes its name at once, so that a kill leaves nothing behind. */
  private FileChannel createFile() throws IOException {
    return FileChannel.open(
        directory.resolve("cdc-chunk-" + UUID.randomUUID()),
        Set.of(
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.DELETE_ON_CLOSE),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
  }

  boolean isClosed() {
    return closed;
  }

  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    inMemory.clear();
    output = null;
    buffered = null;
    FileChannel open = file;
    file = null;
    whenClosed.accept(this);
    if (open != null) {
      try {
        open.close();
      } catch (IOException e) {
        throw new UncheckedIOException("The temporary file of a snapshot chunk did not close", e);
      }
    }
  }
}
