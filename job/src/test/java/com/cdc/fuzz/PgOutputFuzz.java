package com.cdc.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.cdc.event.ChangeBatch;
import com.cdc.event.RecordFormat;
import com.cdc.pgoutput.ChangeAssembler;
import com.cdc.pgoutput.MalformedMessageException;
import com.cdc.pgoutput.PgOutputDecoder;
import com.cdc.pgoutput.StreamPosition;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The stream from the decoder to the records, fed with messages that were changed on their way. */
final class PgOutputFuzz implements FuzzTarget {

  private static final Pattern NAMES =
      Pattern.compile(
          "pgoutput message ('.'|0x[0-9a-f]{2})( \\([A-Z][A-Za-z ]+\\))? of (\\d+) bytes"
              + "( for relation \\d+( \\(.*\\))?)?, at offset (\\d+): .+",
          Pattern.DOTALL);

  private static final Pattern INGESTED =
      Pattern.compile("\"ingestion_timestamp\":\"[0-9TZ:.-]+\"");

  private final List<byte[]> messages = RecordedMessages.stream();
  private final List<List<byte[]>> sequences = RecordedMessages.withWhatTheyNeed(messages);

  @Override
  public void attempt(RandomGenerator random) {
    List<byte[]> sequence = new ArrayList<>(sequences.get(random.nextInt(sequences.size())));
    int last = sequence.size() - 1;
    int at = random.nextInt(4) == 0 ? random.nextInt(sequence.size()) : last;
    byte[] other = messages.get(random.nextInt(messages.size()));
    sequence.set(at, Mutation.of(sequence.get(at), other, random));
    holds(sequence, random.nextBoolean() ? RecordFormat.DEFAULT : FuzzShapes.OTHER);
  }

  /** Asserts what has to hold for any messages. */
  static void holds(List<byte[]> sequence, RecordFormat format) {
    String outcome = outcome(sequence, (byte) '"', format);
    assertThat(outcome(sequence, (byte) 0, format)).isEqualTo(outcome);
  }

  /** The records, or what is wrong with the messages. */
  private static String outcome(List<byte[]> sequence, byte poison, RecordFormat format) {
    PgOutputDecoder decoder = new PgOutputDecoder();
    ChangeAssembler assembler =
        new ChangeAssembler(
            relation -> FuzzShapes.shape(relation, format, 3),
            (prefix, content) -> {},
            (table, lsn) -> {},
            (relation, from, millis) -> {},
            StreamPosition.startOf(1, 0),
            1 << 20);
    StringBuilder outcome = new StringBuilder();
    for (byte[] message : sequence) {
      Poisoned poisoned = Poisoned.among(message, poison);
      try {
        Fuzz.withBoundedMemory(
            message.length,
            () ->
                decoder.decode(poisoned.bytes(), poisoned.offset(), poisoned.length(), assembler));
      } catch (MalformedMessageException e) {
        return outcome + requireNames(e, message);
      }
      for (ChangeBatch batch : assembler.take()) {
        assertThat(StrictLines.of(batch.lines)).hasSize(batch.rows);
        outcome.append(INGESTED.matcher(new String(batch.lines, ISO_8859_1)).replaceAll(""));
      }
      outcome.append(assembler.position());
    }
    return outcome.toString();
  }

  private static String requireNames(MalformedMessageException e, byte[] message) {
    String said = String.valueOf(e.getMessage());
    Matcher names = NAMES.matcher(said);
    assertThat(said).matches(NAMES);
    assertThat(names.matches()).isTrue();
    assertThat(e.offset()).isBetween(0, message.length).isEqualTo(Integer.parseInt(names.group(6)));
    assertThat(names.group(3)).isEqualTo(String.valueOf(message.length));
    assertThat(UTF_8.newEncoder().canEncode(said)).isTrue();
    return said;
  }
}
