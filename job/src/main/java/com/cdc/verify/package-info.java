/** Folds the landing by position and compares it with the database. */
@NullMarked
package com.cdc.verify;

import org.jspecify.annotations.NullMarked;
