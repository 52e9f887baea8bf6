/** The PostgreSQL under torture: primary, standby, and how they end. */
@NullMarked
package com.cdc.torture.server;

import org.jspecify.annotations.NullMarked;
