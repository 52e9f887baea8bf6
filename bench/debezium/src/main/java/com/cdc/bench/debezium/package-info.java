/** Debezium Embedded as a peer to measure against, with a class path of its own. */
@NullMarked
package com.cdc.bench.debezium;

import org.jspecify.annotations.NullMarked;
