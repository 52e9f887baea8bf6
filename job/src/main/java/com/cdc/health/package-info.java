/** How {@code cdc run} is, over HTTP and in its log. */
@NullMarked
package com.cdc.health;

import org.jspecify.annotations.NullMarked;
