package com.cdc.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.cdc.docs.Messages.Message;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Messages on which somebody has to act say what to do. Whether the advice is right, the tests of
 * each case know; here it is only that there is some.
 */
class NextStepTest {

  /** A sentence, or a part of one, that begins with one of these tells somebody to do something. */
  private static final Pattern ADVICE =
      Pattern.compile(
          "(?i)(^|[.:;(…,] ?|\\b(?:or|and|then|must)"
              + " )(be|hold|add|begin|check|choose|connect|continue|convert"
              + "|correct|create|drop|end|give|grant|keep|list|make|name|point|put|raise|read|remove"
              + "|rename|restore|run|select|set|start|stop|take|try|turn|use|wait|write|expected)\\b");

  /** Nothing is to be done: another instance is at work, and lost nothing. */
  private static final Set<String> NOTHING_TO_DO =
      Set.of("Another instance of this pipeline has become the writer");

  /** They hold only what stands before the words of a caller or a helper. */
  private static final Set<String> PIECES =
      Set.of("Configuration file … ", ": … ", " is not valid YAML");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "new StopException",
        "new KeyChangedException",
        "new LandingStopException",
        "new LostUploadException",
        "new NotTheWriterException",
        "new OrphansException",
        "new PostgresException",
        "new TlsException",
        "throw wrong",
        "throw file.wrong",
        "new ConfigException",
        "throw refused"
      })
  void everyMessageSaysWhatToDo(String call) {
    List<Message> messages = Messages.of(call);

    assertThat(messages).as("made with literals").isNotEmpty();
    assertThat(messages).filteredOn(message -> !tells(message)).isEmpty();
  }

  @Test
  void aGapIsAlwaysToldWithTheWaysOut() {
    assertThat(Messages.read(file("SlotGapException"))).contains("message\n", "Ways out: set");
  }

  @Test
  void aFailureOfStorageIsAlwaysToldWithItsReasonAndWhatToDo() {
    assertThat(Messages.read(file("StorageException"))).contains("reason(cause)", ". See that");
    for (Path source : Messages.sources()) {
      assertThat(Messages.in("", Messages.read(source), "new UncheckedIOException"))
          .as(source.toString())
          .allSatisfy(message -> assertThat(message.text()).doesNotStartWith("Cannot look"));
    }
  }

  @Test
  void aFindingHasAFixUnlessItsMessageIsOneThatSaysWhatToDo() {
    List<String> without = new ArrayList<>();
    for (Path file : Messages.sources()) {
      for (String line : Messages.read(file).split("\n")) {
        if (line.contains("Fix.NONE") && !line.contains("==")) {
          without.add(file.getFileName().toString());
        }
      }
    }
    // of a PostgresException, which is looked at above
    assertThat(without).containsExactly("Preflight.java");
  }

  @Test
  void aMessageWithoutAdviceIsFound() {
    String source =
        """
        throw new StopException("The slot " + slot
            + " is (quite) gone.");
        throw new StopException("The slot is gone. Drop" + " it: " + sql, e);
        throw new StopException(message(x));
        """;
    assertThat(Messages.in("A.java", source, "new StopException"))
        .filteredOn(message -> !tells(message))
        .extracting(Message::text)
        .containsExactly("The slot … is (quite) gone.");
  }

  private static boolean tells(Message message) {
    return ADVICE.matcher(message.text()).find()
        || message.text().endsWith(". ") // a helper goes on with the advice
        || PIECES.contains(message.text())
        || NOTHING_TO_DO.stream().anyMatch(message.text()::startsWith);
  }

  private static Path file(String name) {
    return Messages.sources().stream()
        .filter(path -> path.endsWith(name + ".java"))
        .findFirst()
        .orElseThrow();
  }
}
