/** Whether a set-up is sound, for people: looks at databases, storage and machine; prints SQL. */
@NullMarked
package com.cdc.doctor;

import org.jspecify.annotations.NullMarked;
