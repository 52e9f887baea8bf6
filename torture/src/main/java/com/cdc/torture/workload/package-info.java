/** Sessions that change the audited tables in every way that matters. */
@NullMarked
package com.cdc.torture.workload;

import org.jspecify.annotations.NullMarked;
