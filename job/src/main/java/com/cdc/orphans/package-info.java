/** What failed attempts left in the landing: found, held against the checkpoints, removed. */
@NullMarked
package com.cdc.orphans;

import org.jspecify.annotations.NullMarked;
