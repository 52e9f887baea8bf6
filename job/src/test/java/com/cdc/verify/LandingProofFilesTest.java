package com.cdc.verify;

import static com.cdc.verify.ProvedLanding.cut;
import static com.cdc.verify.ProvedLanding.replace;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that are missing, cut, damaged, or hold something else than their manifest says. */
class LandingProofFilesTest {

  private ProvedLanding landing;

  @BeforeEach
  void aRightLanding(@TempDir Path root, @TempDir Path temporary) throws IOException {
    landing = new ProvedLanding(root, temporary);
  }

  @Test
  void aMissingFileIsNamed() throws IOException {
    Files.delete(landing.items);

    landing.assertFirst(
        "%s, which manifest %s lists, is missing. Restore the file from a copy of the store, or read its table anew: cdc resnapshot --table 's.item'"
            .formatted(landing.path(landing.items), landing.name(landing.secondManifest)));
  }

  @Test
  void aFileThatIsCutIsNamedWithItsLine() throws IOException {
    long bytes = Files.size(landing.items);
    cut(landing.items, 10);

    landing.assertFirst(
        "%s, which manifest %s lists, has %d bytes instead of %d; line 3 is cut"
            .formatted(
                landing.path(landing.items),
                landing.name(landing.secondManifest),
                bytes - 10,
                bytes));
  }

  @Test
  void aCompressedFileThatIsCutIsNamed() throws IOException {
    long bytes = Files.size(landing.more);
    cut(landing.more, 3);

    assertThat(landing.faults().get(0))
        .contains(
            "has %d bytes instead of %d; it cannot be read after line".formatted(bytes - 3, bytes));
  }

  @Test
  void bytesThatAreNoRecordAreNamedWithTheirLine() throws IOException {
    String whole = Files.readString(landing.items);
    int end = whole.length();
    Files.writeString(landing.items, whole.substring(0, end - 10) + " ".repeat(9) + "\n");
    landing.assertFirst(
        "%s, which manifest %s lists, is damaged: line 3 is no record: not valid JSON"
            .formatted(landing.path(landing.items), landing.name(landing.secondManifest)));

    Files.writeString(landing.items, whole.replace("\"__seq\":3", "\"__sex\":3"));
    assertThat(landing.faults().get(0))
        .contains("is damaged: line 2 is no record: __seq is missing");
  }

  @Test
  void aRowThatIsGoneIsNamedEvenIfTheSizeIsMadeToFit() throws IOException {
    long bytes = Files.size(landing.items);
    List<String> lines = Files.readAllLines(landing.items);
    Files.writeString(landing.items, lines.get(1) + "\n" + lines.get(2) + "\n");
    replace(landing.secondManifest, "\"bytes\":" + bytes, "\"bytes\":" + Files.size(landing.items));
    assertThat(landing.faults().get(0)).contains("holds 2 rows instead of 3");

    replace(landing.secondManifest, "\"rows\":3", "\"rows\":2");
    replace(landing.secondManifest, "\"c\":3", "\"c\":2");
    replace(landing.secondManifest, "\"first\":[1,20,1]", "\"first\":[1,20,3]");
    landing.assertFirst(
        "Of a transaction of source postgres, a change is missing from (1, 20, 1) to (1, 20, 1)");
  }

  @Test
  void rowsOfAnotherKindOrPlaceAreNamed() throws IOException {
    replace(landing.secondManifest, "\"c\":1,\"t\":1", "\"c\":2");
    assertThat(landing.faults().get(0)).contains("holds 1 rows of operation c instead of 2");

    replace(landing.lastManifest, "\"last\":[1,40,2]", "\"last\":[1,40,3]");
    assertThat(landing.faults().get(1))
        .contains("goes from (1, 40, 1) to (1, 40, 2) instead of from (1, 40, 1) to (1, 40, 3)");
  }
}
