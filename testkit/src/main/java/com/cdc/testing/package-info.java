/** Processes, networks and servers that tests start on this machine. */
package com.cdc.testing;
