package com.cdc.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.cdc.docs.MarkdownPage.Block;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * The commands of the documentation, page by page, against a server and a job of their own. The
 * first steps come first; the other pages go on with the job that these leave running. A block
 * marked {@code output} is compared with what the block before it printed, one marked {@code file}
 * is written.
 */
class DocumentedCommandsITCase {

  private static final String FIRST = "docs/first-steps.md";

  @TempDir private static Path directory;

  private static DocumentedWorld world;

  @BeforeAll
  static void start() throws Exception {
    world = new DocumentedWorld(directory);
  }

  @AfterAll
  static void stop() {
    world.close();
  }

  @TestFactory
  Stream<DynamicTest> everyCommandOfEachPage() {
    List<MarkdownPage> pages =
        MarkdownPage.all().stream()
            .filter(page -> !CommandBlocksTest.runHere(page).isEmpty())
            .sorted(Comparator.comparing(page -> !page.name().equals(FIRST)))
            .toList();
    assertThat(pages.get(0).name()).isEqualTo(FIRST);
    return pages.stream().map(page -> DynamicTest.dynamicTest(page.name(), () -> run(page)));
  }

  private static void run(MarkdownPage page) throws Exception {
    List<Block> blocks = new ArrayList<>(page.blocks());
    for (int i = 0; i < blocks.size(); i++) {
      Block block = blocks.get(i);
      if (block.mark().startsWith("file: ")) {
        world.file(block.mark().substring("file: ".length()), block);
      } else if (CommandBlocksTest.isRunHere(block)) {
        if (block.language().equals("sql")) {
          world.sql(block);
        } else {
          world.shell(block, output(blocks, i + 1));
        }
      }
    }
  }

  private static @Nullable Block output(List<Block> blocks, int next) {
    return next < blocks.size() && blocks.get(next).mark().equals("output")
        ? blocks.get(next)
        : null;
  }
}
