package com.cdc.postgres;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.lang.reflect.Field;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.PGStream;
import org.postgresql.core.QueryExecutorBase;
import org.postgresql.core.VisibleBufferedInputStream;
import org.postgresql.util.DriverInfo;

/**
 * The driver's input of one connection, which looks at the announced size of every {@code CopyData}
 * message. The driver makes an array of that size at once and has no limit of its own, so a row
 * larger than the heap would end the process without a word.
 *
 * <p>The driver reads the type of a message as one byte and its length as the next integer, and
 * nothing else in that way after a {@code d}. So this costs a comparison for each message and does
 * not have to follow the protocol. The driver gives no way to put it there but its fields, by name:
 * {@code LimitedInputTest} holds that its version still has them.
 *
 * <p>Source: PostgreSQL manual, "Frontend/Backend Protocol", "Message Formats", CopyData.
 */
final class LimitedInput extends VisibleBufferedInputStream {

  private static final int BUFFER_BYTES = 8192;

  /** Enough for what stands before a row's large columns, which usually includes its key. */
  private static final int BEGINNING_BYTES = 1 << 14;

  private static final int PIECE_BYTES = 1 << 16;

  private final CountedInput wrapped;
  private final int limit;
  private int last;
  private PostgresConnections.@Nullable Receiving receiving;

  private LimitedInput(CountedInput wrapped, int limit) {
    super(wrapped, BUFFER_BYTES);
    this.wrapped = wrapped;
    this.limit = limit;
  }

  /** Puts it into a connection that is not being read now. */
  static void install(Connection connection, int limit) throws SQLException {
    try {
      PGStream stream = stream(connection);
      Field field = inputField();
      VisibleBufferedInputStream before = (VisibleBufferedInputStream) field.get(stream);
      // what the server has sent by itself since its last answer may be in the buffer
      byte[] pending = before.readNBytes(before.available());
      InputStream rest = before.getWrapped();
      field.set(
          stream,
          new LimitedInput(
              new CountedInput(
                  pending.length == 0
                      ? rest
                      : new SequenceInputStream(new ByteArrayInputStream(pending), rest)),
              limit));
    } catch (IOException e) {
      throw new SQLException("The connection broke while it was opened", "08006", e);
    } catch (ReflectiveOperationException e) {
      throw unknownDriver(e);
    }
  }

  /** The one that {@link #install} put into the connection. */
  static LimitedInput of(Connection connection) throws SQLException {
    try {
      return (LimitedInput) inputField().get(stream(connection));
    } catch (ReflectiveOperationException e) {
      throw unknownDriver(e);
    }
  }

  /**
   * Is called again and again while a large message is being received, by the thread that reads.
   */
  void whileReceiving(PostgresConnections.Receiving action) {
    receiving = action;
  }

  /** Bytes that have come since {@link #install}. Thread-safe. */
  long received() {
    return wrapped.received.get();
  }

  @Override
  public int read() throws IOException {
    last = super.read();
    return last;
  }

  @Override
  public int readInt4() throws IOException {
    int value = super.readInt4();
    if (last == 'd') {
      last = 0;
      requireWithinLimit(value - Integer.BYTES);
    }
    return value;
  }

  private void requireWithinLimit(int size) throws IOException {
    if (size > limit) {
      int known = Math.min(size, BEGINNING_BYTES);
      byte[] beginning =
          ensureBytes(known)
              ? Arrays.copyOfRange(getBuffer(), getIndex(), getIndex() + known)
              : new byte[0];
      throw new OversizedMessageException(size, limit, beginning);
    }
  }

  /** As much of a large message as comes at a time, rather than all of it in one call. */
  @Override
  public int read(byte[] to, int offset, int length) throws IOException {
    PostgresConnections.Receiving action = receiving;
    if (action == null || length <= PIECE_BYTES) {
      return super.read(to, offset, length);
    }
    try {
      action.piece();
    } catch (SQLException e) {
      throw new IOException("The server could not be told that this end is alive", e);
    }
    return super.read(to, offset, PIECE_BYTES);
  }

  /** Counts what comes from the socket, a buffer at a time. */
  private static final class CountedInput extends FilterInputStream {

    private final AtomicLong received = new AtomicLong();

    CountedInput(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int value = in.read();
      received.incrementAndGet();
      return value;
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
      int read = in.read(to, offset, length);
      received.addAndGet(read);
      return read;
    }
  }

  private static PGStream stream(Connection connection)
      throws SQLException, ReflectiveOperationException {
    Field field = QueryExecutorBase.class.getDeclaredField("pgStream");
    field.setAccessible(true);
    return (PGStream) field.get(connection.unwrap(BaseConnection.class).getQueryExecutor());
  }

  private static Field inputField() throws ReflectiveOperationException {
    Field field = PGStream.class.getDeclaredField("pgInput");
    field.setAccessible(true);
    return field;
  }

  private static IllegalStateException unknownDriver(ReflectiveOperationException cause) {
    return new IllegalStateException(
        "The PostgreSQL driver "
            + DriverInfo.DRIVER_VERSION
            + " keeps its input elsewhere than the one this program was built with, so large rows"
            + " could not be stopped. Use the driver that comes with this program.",
        cause);
  }
}
