/** The configuration: options declared once, records that are valid once built, one loader. */
@NullMarked
package com.cdc.config;

import org.jspecify.annotations.NullMarked;
