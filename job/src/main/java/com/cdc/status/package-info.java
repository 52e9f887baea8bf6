/** What {@code cdc status} says of a pipeline from outside. */
@NullMarked
package com.cdc.status;

import org.jspecify.annotations.NullMarked;
