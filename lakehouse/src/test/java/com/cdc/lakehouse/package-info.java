/**
 * Runs the notebooks of {@code databricks/} on open-source Spark and Delta, and looks at what they
 * made.
 */
@NullMarked
package com.cdc.lakehouse;

import org.jspecify.annotations.NullMarked;
