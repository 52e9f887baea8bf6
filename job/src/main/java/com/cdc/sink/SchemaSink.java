package com.cdc.sink;

import com.cdc.config.LandingConfig;
import com.cdc.event.ChangeBatch;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/**
 * Writes versions of tables' shapes beside the data: {@code _schemas/<table>/<position>.json}. At
 * least once, and idempotent by name: a replay writes the same file.
 */
public final class SchemaSink implements Sink<ChangeBatch> {

  private static final long serialVersionUID = 1L;

  private final LandingConfig landing;

  public SchemaSink(LandingConfig landing) {
    this.landing = landing;
  }

  @Override
  @SuppressWarnings("deprecation") // the interface still asks for it
  public SinkWriter<ChangeBatch> createWriter(InitContext context) {
    throw new UnsupportedOperationException("Replaced by WriterInitContext (FLIP-371)");
  }

  @Override
  public SinkWriter<ChangeBatch> createWriter(WriterInitContext context) {
    return new SchemaWriter(landing);
  }
}
