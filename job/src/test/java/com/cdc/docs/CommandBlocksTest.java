package com.cdc.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.cdc.docs.MarkdownPage.Block;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Every block of commands is either run by {@link DocumentedCommandsITCase}, or an HTML comment on
 * the line before it says why not, or what else runs it.
 */
class CommandBlocksTest {

  /** Of these every block is run or marked. */
  static final Set<String> COMMANDS = Set.of("sh", "bash", "shell", "console", "sql", "powershell");

  private static final Set<String> TESTS = tests();

  /** Every command of the pages below these needs a cloud. */
  private static final List<String> OF_CLOUDS = List.of("terraform/", "deploy/", "databricks/");

  private static final Pattern NOT_RUN = Pattern.compile("not run here: \\S.{3,}");
  private static final Pattern RUN_BY = Pattern.compile("run by (\\S+(?:, \\S+)*)");
  private static final Pattern OTHER = Pattern.compile("output|file: \\S+");
  private static final Pattern COMMAND =
      Pattern.compile("(?m)^(\\$ |\\./|cdc |make |mvn |git |docker |kubectl |scripts/|terraform )");

  /** The blocks that {@link DocumentedCommandsITCase} runs. */
  static List<Block> runHere(MarkdownPage page) {
    return OF_CLOUDS.stream().anyMatch(page.name()::startsWith)
        ? List.of()
        : page.blocks().stream().filter(CommandBlocksTest::isRunHere).toList();
  }

  static boolean isRunHere(Block block) {
    return COMMANDS.contains(block.language()) && block.mark().isEmpty();
  }

  @Test
  void everyMarkSaysSomethingThatHolds() {
    List<String> wrong = new ArrayList<>();
    for (MarkdownPage page : MarkdownPage.all()) {
      page.blocks().stream()
          .map(CommandBlocksTest::complaint)
          .filter(complaint -> !complaint.isEmpty())
          .forEach(complaint -> wrong.add(page.name() + ":" + complaint));
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void onlyShellAndSqlAreRunHere() {
    for (MarkdownPage page : MarkdownPage.all()) {
      assertThat(runHere(page)).extracting(Block::language).as(page.name()).isSubsetOf("sh", "sql");
    }
  }

  @Test
  void wrongMarksAreFound() {
    List<String> lines =
        """
        <!-- run by AbsentITCase -->
        ```sh
        make absent
        ```

        <!-- not run here: -->
        ```sh
        az login
        ```

        ```
        ./cdc run
        ```

        <!-- not run here: needs AWS -->
        ```sh
        aws s3 ls
        ```
        """
            .lines()
            .toList();
    assertThat(MarkdownPage.parse(Path.of("page.md"), lines).blocks())
        .extracting(CommandBlocksTest::complaint)
        .containsExactly(
            "2 nothing is called AbsentITCase",
            "7 `not run here:` is no mark",
            "11 commands in a block without a language",
            "");
  }

  /** What is wrong with the block, behind its line's number, or nothing. */
  private static String complaint(Block block) {
    Matcher runBy = RUN_BY.matcher(block.mark());
    if (!COMMANDS.contains(block.language())) {
      boolean hidden = block.language().isEmpty() && COMMAND.matcher(block.text()).find();
      return hidden ? block.number() + " commands in a block without a language" : "";
    } else if (runBy.matches()) {
      return Stream.of(runBy.group(1).split(", "))
          .map(runner -> runs(runner, block))
          .filter(wrong -> !wrong.isEmpty())
          .map(wrong -> block.number() + " " + wrong)
          .collect(Collectors.joining("; "));
    }
    boolean known =
        block.mark().isEmpty()
            || NOT_RUN.matcher(block.mark()).matches()
            || OTHER.matcher(block.mark()).matches();
    return known ? "" : block.number() + " `" + block.mark() + "` is no mark";
  }

  /** What is wrong with the claim that it runs the block, or nothing. */
  private static String runs(String runner, Block block) {
    if (!isThere(runner)) {
      return "nothing is called " + runner;
    }
    if (runner.endsWith(".md")) {
      Set<String> run =
          MarkdownPage.read(MarkdownPage.ROOT.resolve(runner)).blocks().stream()
              .filter(CommandBlocksTest::isRunHere)
              .flatMap(other -> commands(other).stream())
              .collect(Collectors.toSet());
      List<String> missing = commands(block).stream().filter(line -> !run.contains(line)).toList();
      return missing.isEmpty() ? "" : runner + " does not run " + missing;
    }
    return "";
  }

  private static List<String> commands(Block block) {
    return block.lines().stream().map(line -> line.replaceFirst(" +#.*", "").strip()).toList();
  }

  /** A file of the checkout, or a test class of any module. */
  private static boolean isThere(String name) {
    return Files.exists(MarkdownPage.ROOT.resolve(name)) || TESTS.contains(name + ".java");
  }

  private static Set<String> tests() {
    Set<String> tests = new HashSet<>();
    for (String module : List.of("job", "bench", "torture", "lakehouse")) {
      Path sources = MarkdownPage.ROOT.resolve(module).resolve("src/test/java");
      if (Files.exists(sources)) {
        try (Stream<Path> files = Files.walk(sources)) {
          files.forEach(file -> tests.add(file.getFileName().toString()));
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }
    return tests;
  }
}
