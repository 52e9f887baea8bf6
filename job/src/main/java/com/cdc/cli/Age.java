package com.cdc.cli;

import java.time.Duration;
import org.apache.flink.util.TimeUtils;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** An age on the command line, as {@code 7d} or {@code 36 h}; and how one is shown. */
final class Age implements ITypeConverter<Duration> {

  @Override
  public Duration convert(String text) {
    try {
      return TimeUtils.parseDuration(text);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new TypeConversionException(
          "'" + text + "' is not a duration; write a number and its unit, such as 7d or 36h");
    }
  }

  /** In the greatest unit of which it has two, rounded down. */
  static String shown(Duration age) {
    if (age.toDays() > 1) {
      return age.toDays() + " d";
    } else if (age.toHours() > 1) {
      return age.toHours() + " h";
    } else if (age.toMinutes() > 1) {
      return age.toMinutes() + " min";
    }
    return age.toSeconds() + " s";
  }
}
