package com.cdc.terminal;

import java.util.Locale;

/** A share as a bar of ASCII, which every terminal and font has. */
public final class Bar {

  private static final int WIDTH = 20;

  private Bar() {}

  /**
   * Of always the same width: {@code [#####...............] 25 %}.
   *
   * @param share from 0 to 1; what is beyond is taken for that
   */
  public static String of(double share) {
    double shown = Math.max(0, Math.min(1, share));
    int full = (int) (shown * WIDTH);
    return String.format(
        Locale.ROOT,
        "[%s%s] %3d %%",
        "#".repeat(full),
        ".".repeat(WIDTH - full),
        (int) (shown * 100));
  }
}
