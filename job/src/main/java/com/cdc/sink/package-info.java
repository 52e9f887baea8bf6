/** Writes the landing; the only package that knows FileSink. */
@NullMarked
package com.cdc.sink;

import org.jspecify.annotations.NullMarked;
