/**
 * Credentials for Flink's Azure file system that Hadoop 3.3.4 does not bring: the identities that
 * Azure gives to containers, and SAS tokens. It lives in the plugin's class loader and uses the JDK
 * and Hadoop's interfaces alone.
 */
@NullMarked
package com.cdc.azure;

import org.jspecify.annotations.NullMarked;
