/** Compression of files, member by member. */
@NullMarked
package com.cdc.compress;

import org.jspecify.annotations.NullMarked;
