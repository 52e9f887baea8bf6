/**
 * PostgreSQL over JDBC: connections with pinned settings, catalogue, slot, publication. No Flink.
 */
@NullMarked
package com.cdc.postgres;

import org.jspecify.annotations.NullMarked;
