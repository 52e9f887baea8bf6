/** The faults, and who picks them. */
@NullMarked
package com.cdc.torture.nemesis;

import org.jspecify.annotations.NullMarked;
