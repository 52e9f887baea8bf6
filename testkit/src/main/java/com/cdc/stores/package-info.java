/** Object stores on this machine, and faults on the way to them. */
package com.cdc.stores;
