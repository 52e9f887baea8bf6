package com.cdc.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.cdc.docs.MarkdownPage.Line;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Links between pages lead somewhere, and from the README to all of them. */
class LinksTest {

  private static final Pattern NAMED_PAGE =
      Pattern.compile("(?<![\\w./-])docs/[\\w/.-]+\\.(md|sql|svg|png)");
  private static final Pattern SOURCE =
      Pattern.compile(
          ".*\\.(java|py|sh|ps1|bats|sql|ya?ml|tf|hcl|json|xml|options)|.*/Makefile|.*/Dockerfile[^/]*");

  @TempDir private Path directory;

  @Test
  void everyLinkLeadsToAFileAndAHeadingOfIt() {
    List<String> dead = new ArrayList<>();
    MarkdownPage.all().forEach(page -> dead.addAll(dead(page)));

    assertThat(dead).as("links that lead nowhere").isEmpty();
  }

  @Test
  void everyPageIsReachedFromTheReadme() {
    Set<Path> reached = new HashSet<>();
    Deque<Path> next = new ArrayDeque<>(List.of(MarkdownPage.ROOT.resolve("README.md")));
    while (!next.isEmpty()) {
      Path file = next.pop();
      if (reached.add(file)) {
        for (Line link : MarkdownPage.read(file).links()) {
          Path target = target(file, link.text());
          if (target != null && target.toString().endsWith(".md") && Files.exists(target)) {
            next.push(target);
          }
        }
      }
    }

    assertThat(MarkdownPage.all())
        .filteredOn(page -> !reached.contains(page.file()))
        .extracting(MarkdownPage::name)
        .as("pages that no link leads to")
        .isEmpty();
  }

  @Test
  void pagesThatSourcesNameAreThere() throws IOException {
    List<String> missing = new ArrayList<>();
    for (Path file : sources()) {
      Matcher named = NAMED_PAGE.matcher(Files.readString(file));
      while (named.find()) {
        if (!Files.exists(MarkdownPage.ROOT.resolve(named.group()))) {
          missing.add(MarkdownPage.ROOT.relativize(file) + " names " + named.group());
        }
      }
    }

    assertThat(missing).isEmpty();
  }

  @Test
  void deadLinksAreFound() throws IOException {
    Files.writeString(
        directory.resolve("there.md"), "# A `heading`, twice\n\n# A heading, twice\n");
    Path page = directory.resolve("page.md");
    Files.writeString(
        page,
        """
        [file](there.md) [heading](there.md#a-heading-twice) [second](there.md#a-heading-twice-1)
        [outside](https://example.com/absent.md) `[code](absent.md)`
        ```
        [block](absent.md)
        ```
        [no file](absent.md) [no heading](there.md#absent) [none here](#absent)
        ![no image](absent.svg)
        [reference]: absent/
        """);

    assertThat(dead(MarkdownPage.read(page)))
        .extracting(dead -> dead.replaceFirst(".*:(\\d+)", "$1"))
        .containsExactly(
            "6 absent.md", "6 there.md#absent", "6 #absent", "7 absent.svg", "8 absent/");
  }

  private static List<String> dead(MarkdownPage page) {
    return page.links().stream()
        .filter(link -> !isAlive(page, link.text()))
        .map(link -> page.name() + ":" + link.number() + " " + link.text())
        .toList();
  }

  private static boolean isAlive(MarkdownPage page, String link) {
    Path target = target(page.file(), link);
    if (target == null) {
      return true; // of another site: no build should fail because that is away
    }
    int anchor = link.indexOf('#');
    return Files.exists(target)
        && (anchor < 0 || MarkdownPage.read(target).anchors().contains(link.substring(anchor + 1)));
  }

  /** The file that a link means; null for one of another site. */
  private static @Nullable Path target(Path page, String link) {
    if (link.matches("[a-z]+:.*")) {
      return null;
    }
    String path = link.replaceFirst("#.*", "");
    return path.isEmpty() ? page : page.resolveSibling(path).normalize();
  }

  private static List<Path> sources() throws IOException {
    try (Stream<Path> files = Files.walk(MarkdownPage.ROOT)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> SOURCE.matcher(file.toString()).matches())
          .filter(
              file -> !file.toString().matches(".*/(target|node_modules|\\.terraform|\\.git)/.*"))
          .toList();
    }
  }
}
