package com.cdc.verify;

import com.cdc.event.TableId;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What the path of a part file says. */
final class PartName {

  private static final Pattern NAME =
      Pattern.compile(".*/part-(\\d{8}T\\d{9}Z)-[^/]+\\.json(\\.gz|\\.zst)?");
  private static final DateTimeFormatter BEGUN =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmssSSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private PartName() {}

  /** When the part was begun; null if the job gives no file such a name. */
  static @Nullable Instant begun(String path) {
    Matcher matcher = NAME.matcher(path);
    try {
      return matcher.matches() ? Instant.from(BEGUN.parse(matcher.group(1))) : null;
    } catch (DateTimeParseException e) {
      return null;
    }
  }

  /** The directory of the table. */
  static String directory(String path) {
    return path.substring(0, path.indexOf('/'));
  }

  /** The table for humans. */
  static String table(String path) {
    String[] parts = directory(path).split("\\.");
    return parts.length == 3
        ? TableId.decode(parts[1]) + "." + TableId.decode(parts[2])
        : directory(path);
  }
}
