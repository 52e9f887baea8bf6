package com.cdc.torture.mutant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.cdc.torture.mutant.Patch.PatchException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class MutantTest {

  private static final Path ROOT = Path.of("..");

  private static final List<String> SOURCE = List.of("one", "two", "three", "two");

  @Test
  void everyMutantAppliesToTheSourcesOfToday() throws IOException {
    List<Mutant> mutants = Mutant.in(Path.of("mutants"));

    assertThat(mutants).hasSizeGreaterThanOrEqualTo(6);
    for (Mutant mutant : mutants) {
      assertThat(mutant.patch().hunks()).as(mutant.name()).isNotEmpty();
      for (String path : mutant.patch().hunks().keySet()) {
        List<String> sound = Files.readAllLines(ROOT.resolve(path));
        assertThat(mutant.patch().apply(path, sound)).as(mutant.name()).isNotEqualTo(sound);
      }
    }
  }

  @Test
  void aHunkReplacesItsLinesWhereverTheyAre() {
    assertThat(patch(" two", "-three", "+3").apply("F.java", SOURCE))
        .containsExactly("one", "two", "3", "two");
  }

  @Test
  void linesThatAreGoneAreAnError() {
    assertThatThrownBy(() -> patch("-four").apply("F.java", SOURCE))
        .isInstanceOf(PatchException.class)
        .hasMessageContaining("F.java has these lines no longer");
  }

  @Test
  void linesThatAreThereTwiceAreAnError() {
    assertThatThrownBy(() -> patch("-two").apply("F.java", SOURCE))
        .isInstanceOf(PatchException.class)
        .hasMessageContaining("F.java has these lines more than once");
  }

  private static Patch patch(String... hunk) {
    List<String> lines = new java.util.ArrayList<>();
    lines.addAll(List.of("Breaks: it", "", "--- a/F.java", "+++ b/F.java", "@@ -1,1 +1,1 @@"));
    lines.addAll(List.of(hunk));
    return Patch.parse(lines);
  }
}
