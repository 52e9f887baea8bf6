package com.cdc.config;

/**
 * What file or environment gives for a key.
 *
 * @param text the value with its placeholders resolved
 * @param shown the value as a message may print it: masked, or with its placeholders left in
 * @param subject the key and where it is given, to begin a message
 */
record Given(String text, String shown, String subject) {

  /** Whether a message may print parts of the text. */
  boolean printable() {
    return text.equals(shown);
  }
}
