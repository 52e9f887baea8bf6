package com.cdc.json;

/**
 * If any part of a value is no text of its type, all of the value lands as a string of its text.
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
    int misfits = out.misfits();
    encoder.encode(text, offset, length, out);
    if (out.misfits() != misfits) {
      out.truncate(start);
      out.putString(text, offset, length);
    }
  }
}
