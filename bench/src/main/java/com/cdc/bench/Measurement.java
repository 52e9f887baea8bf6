package com.cdc.bench;

/**
 * One run of one subject, verified.
 *
 * @param seconds from the start of its work in the database to its last row
 * @param cpuSeconds user and system time of its process in these
 * @param peakRssMb the most memory that was resident from its start on
 * @param landedBytes of its files; 0 if it lands none
 * @param loadAverage of the machine over the minute before
 */
record Measurement(
    long rows,
    double seconds,
    double cpuSeconds,
    double peakRssMb,
    long landedBytes,
    double loadAverage) {

  double rowsPerSecond() {
    return rows / seconds;
  }

  double landedBytesPerRow() {
    return (double) landedBytes / rows;
  }

  double cpuSecondsPerMillionRows() {
    return cpuSeconds * 1e6 / rows;
  }
}
