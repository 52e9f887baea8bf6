/** One writer: who may write a landing, and how the right passes from one instance to the next. */
@NullMarked
package com.cdc.lease;

import org.jspecify.annotations.NullMarked;
