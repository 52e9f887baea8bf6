package com.cdc.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** docs/reference/errors.md names the kinds of errors that there are, and how they end a job. */
class ErrorsPageTest {

  private static final MarkdownPage PAGE =
      MarkdownPage.read(MarkdownPage.ROOT.resolve("docs/reference/errors.md"));
  private static final Pattern DECLARED =
      Pattern.compile("class (\\w+)\\s+extends (StopException|\\w*Exception)\\b");
  private static final Pattern NAMED = Pattern.compile("`(\\w*(?:Exception|Violation))`");

  @Test
  void everyKindOfErrorIsOnThePageAndNoOther() {
    Set<String> named = new TreeSet<>();
    PAGE.prose().stream()
        .filter(line -> line.text().startsWith("|"))
        .forEach(line -> NAMED.matcher(line.text()).results().forEach(r -> named.add(r.group(1))));

    assertThat(named).isEqualTo(declared().keySet());
  }

  @Test
  void thePageSaysWhichEndTheJobForGood() {
    for (MarkdownPage.Line line : PAGE.prose()) {
      Matcher row = Pattern.compile("\\| `(\\w+)` \\|[^|]*\\| (yes|no) \\|.*").matcher(line.text());
      if (row.matches()) {
        assertThat(row.group(2))
            .as(row.group(1))
            .isEqualTo(declared().get(row.group(1)) ? "yes" : "no");
      }
    }
  }

  /** Each class of errors, and whether Flink gives the job up for it. */
  private static Map<String, Boolean> declared() {
    Map<String, Boolean> declared = new TreeMap<>();
    for (Path file : Messages.sources()) {
      String source = Messages.read(file);
      Matcher matcher = DECLARED.matcher(source);
      while (matcher.find()) {
        boolean forGood =
            source.contains("ThrowableType.NonRecoverableError")
                || matcher.group(2).equals("StopException");
        declared.put(matcher.group(1), forGood);
      }
    }
    return declared;
  }
}
