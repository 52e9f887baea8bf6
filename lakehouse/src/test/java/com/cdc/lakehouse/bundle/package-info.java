/** Holds the asset bundle of {@code databricks/} to what Databricks' own tool would require. */
@NullMarked
package com.cdc.lakehouse.bundle;

import org.jspecify.annotations.NullMarked;
