/** What the database itself says has been committed, apart from logical decoding. */
@NullMarked
package com.cdc.torture.oracle;

import org.jspecify.annotations.NullMarked;
