/** Holds what landed against what was committed. */
@NullMarked
package com.cdc.torture.judge;

import org.jspecify.annotations.NullMarked;
