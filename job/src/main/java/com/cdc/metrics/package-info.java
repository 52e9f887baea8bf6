/** What the job says about itself in numbers. */
@NullMarked
package com.cdc.metrics;

import org.jspecify.annotations.NullMarked;
