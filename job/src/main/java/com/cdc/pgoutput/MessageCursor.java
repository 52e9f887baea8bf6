package com.cdc.pgoutput;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.cdc.json.Utf8;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Walks through one received message. Nothing is read beyond its end; where something is missing, a
 * {@link ProtocolViolation} says where. Not thread-safe.
 */
final class MessageCursor {

  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  static final byte[] NOTHING = new byte[0];

  byte[] message = NOTHING;
  int start;
  int end;
  int at;

  void reset(byte[] bytes, int offset, int length) {
    message = bytes;
    start = offset;
    end = offset + length;
    at = offset;
  }

  /** Lets go of the message. */
  void forget() {
    reset(NOTHING, 0, 0);
  }

  int remaining() {
    return end - at;
  }

  byte int8() {
    return message[take(Byte.BYTES)];
  }

  int int16() {
    return (short) SHORT.get(message, take(Short.BYTES));
  }

  int int32() {
    return (int) INT.get(message, take(Integer.BYTES));
  }

  long int64() {
    return (long) LONG.get(message, take(Long.BYTES));
  }

  /** The integer that stands there, without moving. */
  int int32At(int index) {
    return (int) INT.get(message, index);
  }

  /** Moves on by so many bytes and returns where they begin. */
  private int take(int bytes) {
    int from = at;
    if (end - from < bytes) {
      throw violation(from, "it ends where %d bytes have to follow".formatted(bytes));
    }
    at = from + bytes;
    return from;
  }

  void expect(char kind) {
    if (int8() != kind) {
      throw violation(at - 1, "a tuple of kind '" + kind + "' has to follow");
    }
  }

  /** A length of what follows; it does follow. */
  int length(String of) {
    int length = int32();
    if (length < 0 || length > remaining()) {
      throw violation(
          at - Integer.BYTES, "%s is %d bytes long, %d follow".formatted(of, length, remaining()));
    }
    return length;
  }

  /**
   * Requires that so many things can follow.
   *
   * @param countAt where their number stands
   * @param leastBytes of each
   */
  void requireRoom(int count, int countAt, int leastBytes, String of) {
    if (count < 0 || count > remaining() / leastBytes) {
      throw violation(
          countAt,
          "%d %s do not fit into the %d bytes that follow".formatted(count, of, remaining()));
    }
  }

  /** Text that ends with a zero. */
  String string() {
    int from = at;
    int to = from;
    while (to < end && message[to] != 0) {
      to++;
    }
    if (to == end) {
      throw violation(from, "a string has no end");
    }
    if (!Utf8.isValid(message, from, to - from)) {
      throw violation(from, "a string is not valid UTF-8");
    }
    at = to + 1;
    return new String(message, from, to - from, UTF_8);
  }

  /** Text of so many bytes. */
  String string(int length) {
    at += length;
    return new String(message, at - length, length, UTF_8);
  }

  void requireEnd() {
    if (at != end) {
      throw violation(at, "%d bytes follow its end".formatted(remaining()));
    }
  }

  /** A violation at that index of the array. */
  ProtocolViolation violation(int index, String problem) {
    return new ProtocolViolation(index - start, problem);
  }
}
