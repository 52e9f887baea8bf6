package com.cdc.orphans;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TokenSearchTest {

  private static final int CHUNK = 1 << 16;

  @Test
  void findsTokensOfEachLengthWhereverTheyStand() throws Exception {
    List<String> tokens =
        List.of("sixteen bytes ..", "\u0000\u00ff" + "b".repeat(62), "never there".repeat(9));
    for (int at : new int[] {0, 1, CHUNK - 63, CHUNK - 1, CHUNK, 2 * CHUNK - 8, 3 * CHUNK - 80}) {
      byte[] state = noise(3 * CHUNK);
      put(state, at, tokens.get(0));
      put(state, Math.floorMod(at + 1000, 2 * CHUNK), tokens.get(1));

      assertThat(search(tokens, state)).as("at %d", at).isEqualTo(Set.copyOf(tokens.subList(0, 2)));
    }
  }

  @Test
  void aTokenThatIsCutIsNotFound() throws Exception {
    String token = "0123456789abcdef-and-more";
    byte[] state = noise(CHUNK + 10);
    put(state, state.length - 20, token.substring(0, 20));

    assertThat(search(List.of(token), state)).isEmpty();
    assertThat(search(List.of(token), new byte[0])).isEmpty();
    assertThat(search(List.of(), state)).isEmpty();
  }

  @Test
  void tokensOfOneBeginningAreToldApart() throws Exception {
    List<String> tokens =
        List.of("same beginning 1", "same beginning 2", "same beginning 2 longer");
    byte[] state = noise(500);
    put(state, 100, tokens.get(2));

    assertThat(search(tokens, state)).containsExactlyInAnyOrder(tokens.get(1), tokens.get(2));
  }

  private static Set<String> search(List<String> tokens, byte[] state) throws IOException {
    TokenSearch search = new TokenSearch(tokens);
    search.search(new ByteArrayInputStream(state));
    return search.found();
  }

  private static byte[] noise(int length) {
    byte[] noise = new byte[length];
    new Random(1).nextBytes(noise);
    return noise;
  }

  private static void put(byte[] state, int at, String token) {
    byte[] bytes = token.getBytes(ISO_8859_1);
    System.arraycopy(bytes, 0, state, at, bytes.length);
    assertThat(Arrays.equals(bytes, Arrays.copyOfRange(state, at, at + bytes.length))).isTrue();
  }
}
