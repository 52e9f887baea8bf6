/** The pipeline and its entry class for {@code flink run}. */
@NullMarked
package com.cdc;

import org.jspecify.annotations.NullMarked;
