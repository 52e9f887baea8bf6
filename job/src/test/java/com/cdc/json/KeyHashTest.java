package com.cdc.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyHashTest {

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 4, 7, 16, 128})
  void keysThatFollowEachOtherAreSpreadEvenly(int shards) {
    int perShard = 5_000;
    int[] keys = new int[shards];
    for (int i = 0; i < perShard * shards; i++) {
      keys[KeyHash.shard(hash(String.valueOf(1_000_000 + i)), shards)]++;
    }

    Arrays.sort(keys);
    assertThat(keys[0]).isGreaterThan(perShard * 9 / 10);
    assertThat(keys[shards - 1]).isLessThan(perShard * 11 / 10);
  }

  @Test
  void whereOneValueEndsAndTheNextBeginsCounts() {
    assertThat(hash("a", "bc")).isNotEqualTo(hash("ab", "c"));
    assertThat(hash("a", "")).isNotEqualTo(hash("", "a"));
    assertThat(hash("a", null)).isNotEqualTo(hash("a", "")).isNotEqualTo(hash("a"));
  }

  @Test
  void theTextAloneCountsNotWhereItStands() {
    byte[] within = "..a key,".getBytes(UTF_8);

    assertThat(KeyHash.add(KeyHash.START, within, 2, 5)).isEqualTo(hash("a key"));
  }

  private static int hash(@Nullable String... values) {
    int hash = KeyHash.START;
    for (String value : values) {
      byte[] text = value == null ? null : value.getBytes(UTF_8);
      hash = text == null ? KeyHash.addNull(hash) : KeyHash.add(hash, text, 0, text.length);
    }
    return hash;
  }
}
