package com.cdc.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.cdc.pgoutput.PgOutputDecoder;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

class RecordedMessagesTest {

  private static final String RECORD = "cdc.fuzz.record";

  @Test
  @EnabledIfSystemProperty(named = RECORD, matches = "true")
  void areRecordedAnew() throws Exception {
    MessageRecorder.record(Path.of("src/test/resources/com/cdc/fuzz"));
  }

  /** The writer of the other tests writes as a real server does, and the decoder loses nothing. */
  @Test
  void aChangeThatIsDecodedAndWrittenIsTheSameAgain() {
    PgOutputDecoder decoder = new PgOutputDecoder();
    WireMessages writer = new WireMessages();
    for (byte[] message : RecordedMessages.stream()) {
      char type = (char) message[0];
      if ("RIUDM".indexOf(type) >= 0) {
        decoder.decode(message, 0, message.length, writer);
        byte[] written = writer.take();
        if (type == 'U' || type == 'D') {
          written[5] = message[5]; // whether an old row is its key alone
        }
        if (type == 'M') {
          System.arraycopy(message, 2, written, 2, Long.BYTES); // where it was written
        }
        assertThat(written).containsExactly(message);
      }
    }
  }
}
