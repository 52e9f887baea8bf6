package com.cdc.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the sources of the job say when they make an exception. */
final class Messages {

  private static final Path SOURCES = MarkdownPage.ROOT.resolve("job/src/main/java");
  private static final Pattern LITERAL = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");

  private Messages() {}

  /**
   * A message as its literals make it.
   *
   * @param text the literals one after the other, an ellipsis for what stands between them
   */
  record Message(String where, String text) {}

  static List<Path> sources() {
    try (Stream<Path> files = Files.walk(SOURCES)) {
      return files.filter(file -> file.toString().endsWith(".java")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The messages given to a call such as {@code new StopException}; those without literals aside.
   */
  static List<Message> of(String call) {
    List<Message> messages = new ArrayList<>();
    for (Path file : sources()) {
      messages.addAll(in(file.getFileName().toString(), read(file), call));
    }
    return messages;
  }

  static List<Message> in(String name, String source, String call) {
    List<Message> messages = new ArrayList<>();
    Matcher made = Pattern.compile("\\b" + call + "\\(").matcher(source);
    while (made.find()) {
      String text = literals(source.substring(made.end(), end(source, made.end())));
      if (!text.isBlank()) {
        long line = source.substring(0, made.start()).lines().count();
        messages.add(new Message(name + ":" + line, text));
      }
    }
    return messages;
  }

  static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String literals(String arguments) {
    String joined = arguments.replaceAll("\"\\s*\\+\\s*\"", "");
    return LITERAL
        .matcher(joined)
        .results()
        .map(MatchResult::group)
        .map(literal -> literal.substring(1, literal.length() - 1))
        .collect(Collectors.joining("…"));
  }

  /** Where the argument list that begins there ends. */
  private static int end(String source, int start) {
    int depth = 1;
    boolean quoted = false;
    int at = start;
    while (depth > 0) {
      char c = source.charAt(at);
      if (c == '\\' && quoted) {
        at++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (!quoted) {
        depth += c == '(' ? 1 : c == ')' ? -1 : 0;
      }
      at++;
    }
    return at - 1;
  }
}
