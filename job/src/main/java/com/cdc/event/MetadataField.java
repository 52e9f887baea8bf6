package com.cdc.event;

import java.util.Arrays;
import java.util.List;

/** The fields that every record may carry beside its table's columns. */
public enum MetadataField {
  OP("__op"),
  DELETED("__deleted"),
  EPOCH("__epoch"),
  LSN("__lsn"),
  SEQ("__seq"),
  TS_MS("__ts_ms"),
  TX_ID("__tx_id"),
  INGESTION_TIMESTAMP("ingestion_timestamp"),
  UNCHANGED("__unchanged"),
  OLD_KEY("__old_key"),
  BEFORE("__before"),
  ROW("__row");

  private final String key;

  MetadataField(String key) {
    this.key = key;
  }

  /** The field's name in the record. */
  public String key() {
    return key;
  }

  /** The names of all fields. */
  public static List<String> keys() {
    return Arrays.stream(values()).map(MetadataField::key).toList();
  }
}
