/** Postgres's text of a value to the bytes of its JSON, by type. No Flink. */
@NullMarked
package com.cdc.json;

import org.jspecify.annotations.NullMarked;
