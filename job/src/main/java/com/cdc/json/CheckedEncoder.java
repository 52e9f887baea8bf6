package com.cdc.json;

/**
 * Makes sure of one JSON value whatever the text is: if the encoder for its type fails or writes
 * something else, the text lands as a string.
 *
 * <p>For composite values: their text is of the moment of the change, but the attributes are known
 * as of another one, and replacing an attribute by one of another type does not announce itself.
 */
final class CheckedEncoder implements ValueEncoder {

  private final ValueEncoder encoder;

  CheckedEncoder(ValueEncoder encoder) {
    this.encoder = encoder;
  }

  @Override
  public void encode(byte[] text, int offset, int length, LineBuffer out) {
    int start = out.size();
    if (!succeeds(text, offset, length, out) || !out.isOneJsonValueSince(start)) {
      out.truncate(start);
      out.putString(text, offset, length);
    }
  }

  private boolean succeeds(byte[] text, int offset, int length, LineBuffer out) {
    try {
      encoder.encode(text, offset, length, out);
      return true;
    } catch (IndexOutOfBoundsException | IllegalArgumentException | NegativeArraySizeException e) {
      return false; // no text of the type that the attribute was known to have
    }
  }
}
