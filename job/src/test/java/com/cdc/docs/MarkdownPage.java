package com.cdc.docs;

import com.cdc.config.Repository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A page of the documentation: its headings, links and fenced blocks. */
record MarkdownPage(Path file, List<Line> prose, List<Block> blocks) {

  static final Path ROOT = Repository.file("");

  private static final Set<String> NOT_OURS =
      Set.of(".git", "target", "node_modules", ".terraform");
  private static final Pattern FENCE = Pattern.compile("^ {0,5}(?:[0-9]+\\. +|- +)?(```+)(.*)$");
  private static final Pattern MARK = Pattern.compile("^ *(?:[0-9]+\\. +)?<!-- (.*) -->$");
  private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)(?: \"[^\"]*\")?\\)");
  private static final Pattern REFERENCE = Pattern.compile("^\\[[^]]+]: +(\\S+)");
  private static final Pattern CODE = Pattern.compile("(`+)(?:(?!`).|(?!\\1)`)*?\\1");

  /** A line outside of fenced blocks, with its number. */
  record Line(int number, String text) {}

  /**
   * A fenced block.
   *
   * @param mark what the HTML comment on the line before it says, or nothing
   */
  record Block(int number, String language, String mark, List<String> lines) {

    String text() {
      return String.join("\n", lines);
    }
  }

  /** All pages of the checkout. */
  static List<MarkdownPage> all() {
    try (Stream<Path> files = Files.walk(ROOT)) {
      return files
          .filter(file -> file.toString().endsWith(".md"))
          .filter(file -> Stream.of(parts(file)).noneMatch(NOT_OURS::contains))
          .sorted()
          .map(MarkdownPage::read)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static MarkdownPage read(Path file) {
    try {
      return parse(file, Files.readAllLines(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static MarkdownPage parse(Path file, List<String> lines) {
    List<Line> prose = new ArrayList<>();
    List<Block> blocks = new ArrayList<>();
    String mark = "";
    for (int i = 0; i < lines.size(); i++) {
      Matcher fence = FENCE.matcher(lines.get(i));
      if (fence.matches()) {
        int end = i + 1;
        while (end < lines.size() && !lines.get(end).strip().equals(fence.group(1))) {
          end++;
        }
        String text = String.join("\n", lines.subList(i + 1, Math.min(end, lines.size())));
        blocks.add(
            new Block(i + 1, fence.group(2).strip(), mark, text.stripIndent().lines().toList()));
        i = end;
        mark = "";
        continue;
      }
      Matcher comment = MARK.matcher(lines.get(i));
      mark = comment.matches() ? comment.group(1) : "";
      prose.add(new Line(i + 1, lines.get(i)));
    }
    return new MarkdownPage(file, prose, blocks);
  }

  /** Path within the checkout. */
  String name() {
    return ROOT.relativize(file).toString();
  }

  /** Targets of links and images, each with the line it stands on. */
  List<Line> links() {
    List<Line> links = new ArrayList<>();
    for (Line line : prose) {
      String plain = CODE.matcher(line.text()).replaceAll("");
      for (Pattern form : List.of(LINK, REFERENCE)) {
        form.matcher(plain)
            .results()
            .map(MatchResult::group)
            .forEach(found -> links.add(new Line(line.number(), target(form, found))));
      }
    }
    return links;
  }

  /** The names by which headings can be linked to, as GitHub makes them. */
  Set<String> anchors() {
    Set<String> anchors = new HashSet<>();
    Map<String, Integer> seen = new HashMap<>();
    for (Line line : prose) {
      if (line.text().matches("#{1,6} .*")) {
        String slug = slug(line.text().replaceFirst("#+ +", ""));
        int times = seen.merge(slug, 1, Integer::sum);
        anchors.add(times == 1 ? slug : slug + "-" + (times - 1));
      }
    }
    return anchors;
  }

  private static String slug(String heading) {
    return heading
        .replaceAll("\\[([^]]*)]\\([^)]*\\)", "$1")
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^\\p{L}\\p{N} _-]", "")
        .replace(' ', '-');
  }

  private static String target(Pattern form, String found) {
    Matcher matcher = form.matcher(found);
    return matcher.find() ? matcher.group(1) : found;
  }

  private static String[] parts(Path file) {
    return ROOT.relativize(file).toString().split("/");
  }
}
