/** One run of faults: its parts put together, and its verdict. */
@NullMarked
package com.cdc.torture;

import org.jspecify.annotations.NullMarked;
