package com.cdc.azure;

import java.io.IOException;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A bearer token and when it ends. It prints without the token. */
record AccessToken(String value, Instant expiry) {

  // tokens are base64url and dots: nothing in them is escaped
  private static final Pattern TOKEN = Pattern.compile("\"access_token\"\\s*:\\s*\"([^\"\\\\]+)\"");
  private static final Pattern ENDS = Pattern.compile("\"expires_on\"\\s*:\\s*\"?(\\d+)");
  private static final Pattern LASTS = Pattern.compile("\"expires_in\"\\s*:\\s*\"?(\\d+)");

  /**
   * Reads the JSON in which all of Azure's endpoints answer: {@code access_token}, and {@code
   * expires_on} in seconds since 1970, {@code expires_in} in seconds from now, or both.
   */
  static AccessToken parse(String json, Instant now) throws IOException {
    Matcher token = TOKEN.matcher(json);
    Matcher ends = ENDS.matcher(json);
    Matcher lasts = LASTS.matcher(json);
    if (!token.find()) {
      throw new IOException("the answer holds no access_token");
    }
    if (ends.find()) {
      return new AccessToken(token.group(1), Instant.ofEpochSecond(Long.parseLong(ends.group(1))));
    }
    if (lasts.find()) {
      return new AccessToken(token.group(1), now.plusSeconds(Long.parseLong(lasts.group(1))));
    }
    throw new IOException("the answer has neither expires_on nor expires_in");
  }

  @Override
  public String toString() {
    return "AccessToken[until " + expiry + "]";
  }
}
