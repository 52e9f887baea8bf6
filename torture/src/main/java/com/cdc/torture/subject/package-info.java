/** The job as real processes that can be killed, frozen and upgraded. */
@NullMarked
package com.cdc.torture.subject;

import org.jspecify.annotations.NullMarked;
