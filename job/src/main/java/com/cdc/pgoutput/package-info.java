/** The wire of logical replication: decodes pgoutput messages over the received bytes. No Flink. */
@NullMarked
package com.cdc.pgoutput;

import org.jspecify.annotations.NullMarked;
