package com.cdc.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.cdc.config.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class MetricsReferenceTest {

  private static final Path PAGE = Repository.file("docs/reference/metrics.md");

  @Test
  void pageIsWhatTheNamesSay() throws IOException {
    if (Boolean.getBoolean("cdc.docs.update")) {
      Files.writeString(PAGE, MetricsReference.markdown());
    }
    assertThat(PAGE)
        .as(
            "The reference page has drifted from MetricName. Regenerate it:%n"
                + "  mvn -pl job -am test -Dtest=MetricsReferenceTest -Dsurefire.failIfNoSpecifiedTests=false -Dcdc.docs.update=true%n")
        .exists()
        .hasContent(MetricsReference.markdown());
  }

  @Test
  void namesAreThoseThatPrometheusTakes() {
    assertThat(Arrays.stream(MetricName.values()).map(MetricName::id))
        .doesNotHaveDuplicates()
        .allMatch(id -> id.matches("cdc_[a-z_]+"));
  }

  @Test
  void exactlyCountersEndInTotal() {
    assertThat(MetricName.values())
        .allMatch(name -> name.id().endsWith("_total") == (name.kind() == MetricName.Kind.COUNTER));
  }
}
