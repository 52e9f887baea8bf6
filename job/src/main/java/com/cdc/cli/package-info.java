/** The command line; nothing depends on it. */
@NullMarked
package com.cdc.cli;

import org.jspecify.annotations.NullMarked;
