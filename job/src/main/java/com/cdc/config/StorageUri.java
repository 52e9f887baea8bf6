package com.cdc.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A directory on a store, in the form that Flink's {@code Path} takes: spaces and percent signs
 * stand for themselves.
 */
public final class StorageUri {
  static final String FORMS =
      "Accepted: s3://bucket/path (or s3a:), abfss://container@account.dfs.core.windows.net/path"
          + " (or abfs:), gs://bucket/path, file:///path, or an absolute local path such as /path.";

  private static final Pattern WITH_SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*):(.*)");
  private static final Pattern REST = Pattern.compile("//([^/]*)(/.*)?");
  private static final Pattern BUCKET = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");
  private static final Pattern CONTAINER =
      Pattern.compile("[A-Za-z0-9$][A-Za-z0-9-]*@[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)+(:[0-9]+)?");
  private static final Pattern DOTS = Pattern.compile("(.*/)?\\.\\.?(/.*)?");
  private static final Set<String> BUCKETS = Set.of("s3", "s3a", "gs");
  private static final Set<String> CONTAINERS = Set.of("abfs", "abfss");

  private static final String AZURE =
      "write abfss://container@account.dfs.core.windows.net/path instead.";
  private static final Map<String, String> ADVICE =
      Map.of(
          "http", "has scheme `http`, which is no store; name the bucket or container. " + FORMS,
          "https", "has scheme `https`, which is no store; name the bucket or container. " + FORMS,
          "wasb", "has scheme `wasb`, Azure's retired driver; " + AZURE,
          "wasbs", "has scheme `wasbs`, Azure's retired driver; " + AZURE,
          "adl", "has scheme `adl`, of the retired Data Lake Gen1; " + AZURE,
          "gcs", "has scheme `gcs`; write gs://bucket/path instead.",
          "s3n", "has scheme `s3n`; write s3://bucket/path instead.",
          "hdfs", "has scheme `hdfs`, which is not supported. " + FORMS);

  private StorageUri() {}

  /**
   * What is wrong with the URI, to follow its key, or null. Never prints a part that could hold a
   * credential.
   *
   * @param shown the URI as a message may print it
   */
  static @Nullable String complaint(String uri, String shown) {
    String text = uri.strip();
    if (text.isEmpty()) {
      return "must not be empty. " + FORMS;
    } else if (text.chars().anyMatch(Character::isISOControl)) {
      return "contains a control character. " + FORMS;
    } else if (text.indexOf('?') >= 0 || text.indexOf('#') >= 0) {
      return "must not contain `?` or `#`; give a token as a setting under `flink`.";
    } else if (text.startsWith("/")) {
      return localComplaint(text);
    }
    Matcher matcher = WITH_SCHEME.matcher(text);
    if (!matcher.matches()) {
      return relativeComplaint(text, shown);
    }
    String scheme = matcher.group(1).toLowerCase(Locale.ROOT);
    String rest = matcher.group(2);
    if (scheme.equals("file")) {
      return fileComplaint(rest);
    } else if (BUCKETS.contains(scheme) || CONTAINERS.contains(scheme)) {
      return storeComplaint(scheme, rest);
    }
    String unknown = "has a scheme that is not supported";
    return ADVICE.getOrDefault(scheme, unknown + printable(shown) + ". " + FORMS);
  }

  private static @Nullable String fileComplaint(String rest) {
    if (!rest.matches("(/|///+)[^/].*")) {
      return "must name a directory below the root, without a host; write file:///path.";
    }
    return localComplaint(rest);
  }

  private static @Nullable String localComplaint(String path) {
    boolean root = Path.of(path).normalize().getNameCount() == 0;
    return root ? "must not be the root directory; name a directory of its own." : null;
  }

  private static String relativeComplaint(String text, String shown) {
    if (text.indexOf('@') >= 0 || !text.equals(shown.strip())) {
      return "must be absolute. " + FORMS;
    }
    Path path =
        text.startsWith("~/")
            ? Path.of(System.getProperty("user.home"), text.substring(2))
            : Path.of(text);
    return "must be absolute, not `%s`; write `%s` for a local directory. %s"
        .formatted(text, path.toAbsolutePath().normalize(), FORMS);
  }

  private static @Nullable String storeComplaint(String scheme, String rest) {
    Matcher matcher = REST.matcher(rest);
    String authority = matcher.matches() ? matcher.group(1) : "";
    String user = authority.substring(0, Math.max(0, authority.indexOf('@')));
    boolean container = CONTAINERS.contains(scheme);
    String form =
        container
            ? scheme + "://container@account.dfs.core.windows.net/path"
            : scheme + "://bucket/path";
    if (container ? user.indexOf(':') >= 0 : authority.matches(".*[:@].*")) {
      return "must hold no credentials and no port: write "
          + form
          + " and give credentials through the environment or as settings under `flink`.";
    } else if (authority.isEmpty()) {
      return "has no " + (container ? "container" : "bucket") + "; write " + form + ".";
    } else if (container && authority.indexOf('@') < 0) {
      return "has no account; write " + form + ".";
    } else if (authority.contains(".blob.")) {
      return "names the blob endpoint; write " + form + ".";
    } else if (!(container ? CONTAINER : BUCKET).matcher(authority).matches()) {
      return "has no valid "
          + (container ? "container and account" : "bucket")
          + "; write "
          + form
          + ".";
    } else if (DOTS.matcher(rest).matches()) {
      return "must not contain `.` or `..` as a directory.";
    }
    return null;
  }

  private static String printable(String shown) {
    return shown.indexOf('@') < 0 ? " (`" + shown + "`)" : "";
  }

  /** The one form of a valid URI: scheme in lower case, single slashes, none at the end. */
  static String normalize(String uri) {
    String text = uri.strip();
    Matcher matcher = WITH_SCHEME.matcher(text);
    if (text.startsWith("/") || !matcher.matches()) {
      return "file:" + Path.of(text).normalize();
    }
    String scheme = matcher.group(1).toLowerCase(Locale.ROOT);
    String rest = matcher.group(2);
    return scheme.equals("file")
        ? "file:" + Path.of(rest).normalize()
        : scheme + ":/" + rest.replaceAll("/+", "/").replaceAll("/$", "");
  }

  /** The local directory of a normalised URI, or null if it is on a store. */
  public static @Nullable Path localPath(String uri) {
    return uri.startsWith("file:") ? Path.of(uri.substring("file:".length())) : null;
  }

  /** The problem that two valid URIs have with each other, if any. */
  static List<String> overlap(String landing, String checkpoint) {
    String one = comparable(landing);
    String two = comparable(checkpoint);
    return one.startsWith(two) || two.startsWith(one)
        ? List.of(
            "`%s` and `%s` must be apart: neither the same directory nor one inside the other."
                .formatted(LandingOptions.URI.key(), CheckpointOptions.URI.key()))
        : List.of();
  }

  private static String comparable(String uri) {
    return normalize(uri).replaceFirst("^s3a:", "s3:").replaceFirst("^abfs:", "abfss:") + "/";
  }
}
