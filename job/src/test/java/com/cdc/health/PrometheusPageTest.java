package com.cdc.health;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.cdc.metrics.MetricName;
import com.cdc.metrics.Sample;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PrometheusPageTest {

  @Test
  void countersAndGaugesStandUnderTheirNamesWithHelp() throws IOException {
    String page =
        new String(
            PrometheusPage.of(
                List.of(
                    new Sample(
                        MetricName.ROWS_READ,
                        Map.of("source", "stock", "table", "s.\"t\"", "operation", "c"),
                        5),
                    new Sample(MetricName.CHECKPOINT_AGE, Map.of(), 1.5))),
            UTF_8);

    assertThat(page)
        .contains(
            "# TYPE cdc_rows_read_total counter\n",
            "cdc_rows_read_total{operation=\"c\",source=\"stock\",table=\"s.\\\"t\\\"\"} 5.0\n",
            "# TYPE cdc_checkpoint_age_seconds gauge\n",
            "# HELP cdc_checkpoint_age_seconds Since the last checkpoint was complete",
            "cdc_checkpoint_age_seconds 1.5\n");
  }
}
