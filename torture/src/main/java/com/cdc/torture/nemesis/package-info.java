/** The faults. */
@NullMarked
package com.cdc.torture.nemesis;

import org.jspecify.annotations.NullMarked;
