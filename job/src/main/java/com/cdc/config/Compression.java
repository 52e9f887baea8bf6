package com.cdc.config;

import java.util.Locale;

/** How the files of the landing are compressed. */
public enum Compression {
  NONE("", 0),
  GZIP(".gz", 9),
  ZSTD(".zst", 22);

  private final String suffix;
  private final int highestLevel;

  Compression(String suffix, int highestLevel) {
    this.suffix = suffix;
    this.highestLevel = highestLevel;
  }

  /** What follows {@code .json} in a file's name. */
  public String suffix() {
    return suffix;
  }

  /** Levels are 1 to this; 0 stands for the format's own default. */
  int highestLevel() {
    return highestLevel;
  }

  /** Flink reads and prints an enum by this. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
