package com.cdc.bench;

/**
 * What one setting made of the workload.
 *
 * @param minSize as the option says it
 * @param maxAge as the option says it
 * @param rows landed, verified
 * @param bytes of all files
 * @param seconds of load
 * @param longestWaitSeconds of any row, from its commit until its file was visible
 * @param heldWalBytes the most that the slot held back, of the samples of each second
 */
record SmallFiles(
    String minSize,
    String maxAge,
    long rows,
    int files,
    long bytes,
    int seconds,
    double longestWaitSeconds,
    long heldWalBytes) {

  double filesPerHour() {
    return files * 3600.0 / seconds;
  }

  double meanBytes() {
    return (double) bytes / files;
  }
}
