package com.cdc;

import com.cdc.config.CdcConfig;
import com.cdc.config.ConfigException;
import com.cdc.config.PostgresConfig;
import com.cdc.finding.Finding;
import com.cdc.postgres.Preflight;
import com.cdc.sink.StorageProbe;
import java.util.ArrayList;
import java.util.List;

/** What must hold before the pipeline may start; nothing is written until it does. */
public final class StartupCheck {

  private StartupCheck() {}

  /**
   * Looks at every database first, then writes and removes a probe in landing and checkpoints.
   *
   * @throws ConfigException with all that is wrong
   */
  public static void require(CdcConfig config) {
    List<String> problems = new ArrayList<>();
    boolean several = config.sources().size() > 1;
    for (PostgresConfig source : config.sources()) {
      String whose = several ? "Source `" + source.name() + "`: " : "";
      Preflight.check(source).forEach(problem -> problems.add(whose + problem));
    }
    fail(problems);
    problems.addAll(unusable("landing.uri", config.landing().uri()));
    problems.addAll(unusable("checkpoint.uri", config.checkpoint().uri()));
    fail(problems);
  }

  private static List<String> unusable(String key, String uri) {
    return StorageProbe.check(key, uri).stream().map(Finding::message).toList();
  }

  private static void fail(List<String> problems) {
    if (!problems.isEmpty()) {
      throw new ConfigException(problems);
    }
  }
}
