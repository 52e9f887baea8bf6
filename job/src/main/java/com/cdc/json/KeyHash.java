package com.cdc.json;

/**
 * Hashes a row's key by the texts of its values, so that a key has one shard wherever it is read.
 *
 * <p>FNV-1a over the bytes, then MurmurHash3's finish, since keys that follow each other differ in
 * few bits. A loop over a row's key begins with {@link #START}.
 */
public final class KeyHash {

  /** Of no value at all. */
  public static final int START = 0x811c9dc5;

  private static final int PRIME = 0x01000193;

  /** Two bytes that no text has: it is UTF-8. */
  private static final int END = 0xff;

  private static final int NULL = 0xfe;

  private KeyHash() {}

  /** The hash with one more value; {@code ('a', 'bc')} is not {@code ('ab', 'c')}. */
  public static int add(int hash, byte[] text, int offset, int length) {
    int added = hash;
    for (int i = offset; i < offset + length; i++) {
      added = (added ^ (text[i] & 0xff)) * PRIME;
    }
    return (added ^ END) * PRIME;
  }

  /** The hash with one more value, which is NULL. */
  public static int addNull(int hash) {
    return (hash ^ NULL) * PRIME;
  }

  /** One of so many shards, counted from 0. */
  public static int shard(int hash, int shards) {
    int mixed = hash ^ (hash >>> 16);
    mixed *= 0x85ebca6b;
    mixed ^= mixed >>> 13;
    mixed *= 0xc2b2ae35;
    mixed ^= mixed >>> 16;
    return Integer.remainderUnsigned(mixed, shards);
  }
}
