/** What readers of the landing need to know of its tables: keys and types, for Databricks. */
@NullMarked
package com.cdc.lakehouse;

import org.jspecify.annotations.NullMarked;
