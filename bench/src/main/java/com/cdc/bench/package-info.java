/** Measures the job and its peers on the same data; see bench/README.md. */
@NullMarked
package com.cdc.bench;

import org.jspecify.annotations.NullMarked;
