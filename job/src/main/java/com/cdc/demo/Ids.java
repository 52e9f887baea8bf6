package com.cdc.demo;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/** The ids of rows that exist, to pick from at random. Whatever is done can be undone. */
final class Ids {

  private long[] ids = new long[16];
  private int size;
  private long next;
  private final long step;

  /** New ids are {@code next}, {@code next + step}, and so on. */
  Ids(long next, long step) {
    this.next = next;
    this.step = step;
  }

  boolean isEmpty() {
    return size == 0;
  }

  long pick(RandomGenerator random) {
    return ids[random.nextInt(size)];
  }

  long create() {
    long id = next;
    next += step;
    add(id);
    return id;
  }

  void add(long id) {
    if (size == ids.length) {
      ids = Arrays.copyOf(ids, size * 2);
    }
    ids[size++] = id;
  }

  long takeAny(RandomGenerator random) {
    int at = random.nextInt(size);
    long id = ids[at];
    ids[at] = ids[--size];
    return id;
  }

  void remove(long id) {
    // undone is what was created last
    int at = size - 1;
    while (ids[at] != id) {
      at--;
    }
    ids[at] = ids[--size];
  }
}
