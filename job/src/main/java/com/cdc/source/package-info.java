/**
 * Reads the slot and the tables; the only package that knows flink-cdc, Debezium and Kafka Connect.
 */
@NullMarked
package com.cdc.source;

import org.jspecify.annotations.NullMarked;
