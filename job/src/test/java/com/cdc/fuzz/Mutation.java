package com.cdc.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/** Makes other inputs of recorded ones. */
public final class Mutation {

  private static final int[] INTS = {
    0,
    1,
    -1,
    2,
    127,
    128,
    255,
    256,
    32767,
    32768,
    65535,
    65536,
    Integer.MAX_VALUE - 8,
    Integer.MAX_VALUE,
    Integer.MIN_VALUE
  };

  /** Texts that some type's parser might stumble over; the last ones are no UTF-8. */
  private static final List<byte[]> TEXTS =
      texts(
          List.of(
              "",
              "\"",
              "\\",
              "{",
              "}",
              "{}",
              "{{",
              "{\"",
              "{\"\\",
              "{\"\\}",
              "{,}",
              "{a,}",
              "{,a}",
              "{a\"b}",
              "{\"a\"b}",
              "{NULL}",
              "{\"NULL\"}",
              "{1;2}",
              "{{1},{2}}",
              "[0:1]={1,2}",
              "(",
              ")",
              "()",
              "(,",
              "(,)",
              "(,,)",
              "(\"",
              "(\"\")",
              "(\"\"\")",
              "(\"\\)",
              "(1,\"a)",
              "\\x",
              "\\x0",
              "\\xzz",
              "\\x00",
              "x00",
              "NaN",
              "Infinity",
              "-",
              "+1",
              "-0",
              "01",
              "1.",
              ".5",
              "1e",
              "1e+",
              "1e+20",
              "1E5",
              "0x1",
              "--1",
              "9".repeat(400),
              "t",
              "f",
              "true",
              "infinity",
              "-infinity",
              "y",
              " BC",
              "BC",
              "C",
              "0000-00-00 BC",
              "0044-03-15 BC",
              "99999999999-01-01",
              "2026-11-22",
              "2026-11-22 06:00:00",
              "2026-11-22 06:00:00+00",
              "2026-11-22 06:00:00.123456+05:30",
              "2026-11-22 06:00:00-08",
              "+00",
              "\"y",
              "null",
              "[",
              "]",
              "[1,]",
              "{\"a\":1,\"a\":2}",
              "{\"a\":1} {",
              "[1]\n[2]",
              "tru",
              "\ufeff1",
              "\ufeff[]",
              "\u0000",
              "\u00001",
              "\n",
              "\r\n",
              "\t",
              "\u2028\u2029",
              "\ud83d\ude00",
              "\u0080\uffff",
              "\u001f\u007f",
              "[".repeat(3000),
              "{\"a\":".repeat(3000)),
          List.of(
              "\u00ff",
              "\u0080",
              "\u00c0\u0080",
              "\u00c2",
              "\u00e2\u0082",
              "\u00ed\u00a0\u0080",
              "\u00f4\u0090\u0080\u0080",
              "\u00f0\u0080\u0080\u0080",
              "a\u00e2",
              "\u00fe\u00ff\u0000["));

  private Mutation() {}

  private static List<byte[]> texts(List<String> valid, List<String> bytes) {
    List<byte[]> texts = new ArrayList<>();
    valid.forEach(text -> texts.add(text.getBytes(UTF_8)));
    bytes.forEach(text -> texts.add(text.getBytes(ISO_8859_1)));
    return texts;
  }

  /** One of the texts that are there to be stumbled over. */
  static byte[] hostileText(RandomGenerator random) {
    return TEXTS.get(random.nextInt(TEXTS.size())).clone();
  }

  /** The input changed in one to three ways; {@code other} is what may be spliced in. */
  public static byte[] of(byte[] input, byte[] other, RandomGenerator random) {
    byte[] mutated = input.clone();
    int times = 1 + random.nextInt(3);
    for (int i = 0; i < times; i++) {
      mutated = once(mutated, other, random);
    }
    return mutated;
  }

  private static byte[] once(byte[] input, byte[] other, RandomGenerator random) {
    if (input.length == 0) {
      return other.clone();
    }
    int at = random.nextInt(input.length);
    int to = at + random.nextInt(input.length - at + 1);
    return switch (random.nextInt(11)) {
      case 0 -> Arrays.copyOf(input, at);
      case 1 -> {
        input[at] ^= (byte) (1 << random.nextInt(8));
        yield input;
      }
      case 2 -> {
        input[at] = (byte) random.nextInt();
        yield input;
      }
      case 3 -> number(input, at, random);
      case 4 -> {
        input[at] = "IUDBCRTMYOSEcAbPKrpNKOntu\\{}(),\"\t\n".getBytes(UTF_8)[random.nextInt(34)];
        yield input;
      }
      case 5 -> join(input, at, new byte[0], input, to);
      case 6 -> join(input, to, new byte[0], input, at); // a range twice
      case 7 -> join(input, at, hostileText(random), input, random.nextBoolean() ? at : to);
      case 8 -> join(input, at, new byte[0], other, random.nextInt(other.length + 1));
      case 9 -> {
        byte[] noise = new byte[random.nextInt(64)];
        random.nextBytes(noise);
        yield join(input, at, noise, input, at);
      }
      default -> text(input, at, random);
    };
  }

  private static byte[] number(byte[] input, int at, RandomGenerator random) {
    int value = INTS[random.nextInt(INTS.length)] + random.nextInt(3) - 1;
    if (input.length - at >= Integer.BYTES && random.nextBoolean()) {
      ByteBuffer.wrap(input).putInt(at, value);
    } else if (input.length - at >= Short.BYTES) {
      ByteBuffer.wrap(input).putShort(at, (short) value);
    }
    return input;
  }

  /** Another text in the place of the next value of a tuple, with its right length. */
  private static byte[] text(byte[] input, int from, RandomGenerator random) {
    for (int at = from; at < input.length - Integer.BYTES; at++) {
      int length = ByteBuffer.wrap(input).getInt(at + 1);
      int text = at + 1 + Integer.BYTES;
      if (input[at] == 't' && length >= 0 && length <= input.length - text) {
        byte[] hostile = hostileText(random);
        ByteBuffer.wrap(input).putInt(at + 1, hostile.length);
        return join(input, text, hostile, input, text + length);
      }
    }
    return input;
  }

  private static byte[] join(byte[] head, int headEnd, byte[] middle, byte[] tail, int tailStart) {
    ByteBuffer joined =
        ByteBuffer.allocate(headEnd + middle.length + Math.max(0, tail.length - tailStart));
    return joined
        .put(head, 0, headEnd)
        .put(middle)
        .put(tail, tailStart, tail.length - tailStart)
        .array();
  }
}
