/** What may be wrong with a set-up, in words: every kind of finding declared once. */
@NullMarked
package com.cdc.finding;

import org.jspecify.annotations.NullMarked;
