/** The vocabulary: what a change is, where it stands and which table it belongs to. Plain Java. */
@NullMarked
package com.cdc.event;

import org.jspecify.annotations.NullMarked;
