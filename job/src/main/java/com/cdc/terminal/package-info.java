/** What is particular to a terminal: whether there is one, and lines that stay at its lower end. */
@NullMarked
package com.cdc.terminal;

import org.jspecify.annotations.NullMarked;
