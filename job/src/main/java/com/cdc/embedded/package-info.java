/** Flink in this JVM: start, resume from the newest checkpoint, checkpoint, stop. */
@NullMarked
package com.cdc.embedded;

import org.jspecify.annotations.NullMarked;
