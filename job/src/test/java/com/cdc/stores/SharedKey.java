package com.cdc.stores;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Whoever signs with the account's key. The string to sign is that of "Authorize with Shared Key":
 * verb, eleven standard headers, the {@code x-ms-} headers by name, the resource with its query.
 *
 * @param key in base64, as the portal shows it
 */
record SharedKey(String account, String key) implements AdlsCredentials {

  private static final List<String> STANDARD =
      List.of(
          "Content-Encoding",
          "Content-Language",
          "Content-Length",
          "Content-MD5",
          "Content-Type",
          "Date",
          "If-Modified-Since",
          "If-Match",
          "If-None-Match",
          "If-Unmodified-Since",
          "Range");

  @Override
  public boolean admit(AdlsRequest request) {
    return authorization(request).equals(request.header("Authorization"));
  }

  /** The header that such a request needs. */
  String authorization(AdlsRequest request) {
    return "SharedKey " + account + ":" + sign(stringToSign(request));
  }

  private String stringToSign(AdlsRequest request) {
    StringBuilder text = new StringBuilder(request.verb());
    for (String name : STANDARD) {
      text.append('\n').append(standardHeader(request, name));
    }
    Map<String, String> own = new TreeMap<>();
    request
        .headers()
        .forEach((name, values) -> own.put(name.toLowerCase(Locale.ROOT), values.get(0).strip()));
    own.keySet().removeIf(name -> !name.startsWith("x-ms-"));
    own.forEach((name, value) -> text.append('\n').append(name).append(':').append(value));
    text.append("\n/").append(account).append(request.rawPath());
    request
        .query()
        .forEach(
            (name, value) ->
                text.append('\n').append(name.toLowerCase(Locale.ROOT)).append(':').append(value));
    return text.toString();
  }

  /** A length of zero and a date that {@code x-ms-date} replaces count as not given. */
  private static String standardHeader(AdlsRequest request, String name) {
    String value = request.header(name);
    boolean replaced = name.equals("Date") && request.header("x-ms-date") != null;
    boolean zero = name.equals("Content-Length") && "0".equals(value);
    return value == null || replaced || zero ? "" : value;
  }

  private String sign(String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(Base64.getDecoder().decode(key), "HmacSHA256"));
      return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
