package com.cdc.scenario;

import com.cdc.testing.Storage;
import com.cdc.testing.TestPostgres;
import java.util.Map;

/** Random transactions and failures by a seed, held against what committed. */
public final class RandomFailures {

  /** What the scenarios need of a server. */
  public static final Map<String, String> SERVER = Map.of("max_prepared_transactions", "4");

  private RandomFailures() {}

  /** Does the scenario of a seed with a pipeline into the storage; throws what is wrong. */
  public static void run(TestPostgres postgres, long seed, Storage storage) throws Exception {
    Scenario scenario = Scenarios.of(seed);
    try (ScenarioRun run = new ScenarioRun(postgres, scenario, "seed_" + seed, storage)) {
      run.run();
    } catch (Exception | AssertionError e) {
      throw new AssertionError(
          "Again: -Dcdc.property.seed=%d -Dcdc.property.tries=1%n%s".formatted(seed, scenario), e);
    }
  }
}
