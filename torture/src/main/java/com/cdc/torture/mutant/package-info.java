/** Deliberate faults in the job, each of which the judge has to convict. */
@NullMarked
package com.cdc.torture.mutant;

import org.jspecify.annotations.NullMarked;
