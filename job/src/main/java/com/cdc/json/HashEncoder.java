package com.cdc.json;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.SecretKey;

/**
 * Writes the HMAC-SHA-256 of PostgreSQL's text of a value in place of the value, as 64 lower-case
 * hexadecimal digits.
 *
 * <p>Source: RFC 2104, RFC 4231.
 */
final class HashEncoder implements ValueEncoder {

  /** The algorithm's standard name, for keys too. */
  static final String ALGORITHM = "HmacSHA256";

  private static final byte[] DIGITS = "0123456789abcdef".getBytes(US_ASCII);

  private final Mac mac;
  private final byte[] hash;
  private final byte[] text;

  HashEncoder(SecretKey key) {
    try {
      mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("This Java has no " + ALGORITHM, e);
    }
    hash = new byte[mac.getMacLength()];
    text = new byte[2 + 2 * hash.length];
    text[0] = '"';
    text[text.length - 1] = '"';
  }

  @Override
  public void encode(byte[] value, int offset, int length, LineBuffer out) {
    mac.update(value, offset, length);
    try {
      mac.doFinal(hash, 0);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("The hash does not fit its buffer", e);
    }
    for (int i = 0; i < hash.length; i++) {
      text[1 + 2 * i] = DIGITS[hash[i] >> 4 & 15];
      text[2 + 2 * i] = DIGITS[hash[i] & 15];
    }
    out.put(text);
  }
}
