/** The demo: a real PostgreSQL, a random workload, the pipeline and its proof. */
@NullMarked
package com.cdc.demo;

import org.jspecify.annotations.NullMarked;
