package com.cdc.scenario;

import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.cdc.testing.Storage;
import com.cdc.testing.TestPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * The guarantee as a property: random transactions over random tables, random failures at random
 * moments; whatever happens, what landed is what committed.
 *
 * <p>{@code -Dcdc.property.tries=200} runs more of them, {@code -Dcdc.property.seed=N
 * -Dcdc.property.tries=1} one of them again: the same steps, though not at the same moments.
 */
class ExactlyOnceITCase {

  private static final int TRIES = 2;
  private static final int SEEDS = 1_000_000;

  @RegisterExtension
  private static final TestPostgres postgres = TestPostgres.startNew(RandomFailures.SERVER);

  @TestFactory
  Stream<DynamicTest> whatCommitsLandsExactlyOnceInTheOrderOfItsCommits(@TempDir Path directory) {
    long first = Long.getLong("cdc.property.seed", ThreadLocalRandom.current().nextInt(SEEDS));
    return LongStream.range(first, first + Integer.getInteger("cdc.property.tries", TRIES))
        .mapToObj(seed -> dynamicTest("seed " + seed, () -> run(seed, directory)));
  }

  private static void run(long seed, Path directory) throws Exception {
    Path own = Files.createDirectories(directory.resolve("seed_" + seed));
    RandomFailures.run(postgres, seed, Storage.local(own));
  }
}
