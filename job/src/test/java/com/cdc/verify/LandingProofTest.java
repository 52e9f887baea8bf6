package com.cdc.verify;

import static com.cdc.verify.ManifestedLanding.change;
import static com.cdc.verify.ManifestedLanding.line;
import static com.cdc.verify.ManifestedLanding.range;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the proof says of a landing as a whole, and of what is in it beside the listed files. */
class LandingProofTest {

  @TempDir private Path root;
  @TempDir private Path temporary;
  private ProvedLanding landing;

  @BeforeEach
  void aRightLanding() throws IOException {
    landing = new ProvedLanding(root, temporary);
  }

  @Test
  void aRightLandingIsVerified() throws IOException {
    LandingOnlyReport report = landing.prove();

    assertThat(report.lines())
        .containsExactly(
            "postgres: 3 manifests, 5 files, 11 rows, positions (1, 10, 0) to (1, 50, 2), read up to"
                + " 0/40",
            "verified");
    assertThat(report.isVerified()).isTrue();
    assertThat(temporary).isEmptyDirectory();
  }

  @Test
  void aLandingOfOneSnapshotIsVerified(@TempDir Path directory) throws IOException {
    ManifestedLanding one = new ManifestedLanding(directory);
    one.part("item", line('r', 1, 10, 0, "1"));
    one.manifest();

    assertThat(new LandingProof("file:" + directory, temporary).prove().lines())
        .containsExactly(
            "postgres: 1 manifests, 1 files, 1 rows, positions (1, 10, 0) to (1, 10, 0)",
            "verified");
  }

  @Test
  void anEmptyDirectoryAndOneWithoutManifestsAreErrors(@TempDir Path empty) throws IOException {
    assertThatThrownBy(() -> new LandingProof("file:" + empty, temporary).prove())
        .isInstanceOf(LandingException.class)
        .hasMessageContaining("no file and no manifest. Is it the right one?");

    for (Path manifest :
        List.of(landing.firstManifest, landing.secondManifest, landing.lastManifest)) {
      Files.delete(manifest);
    }

    assertThatThrownBy(landing::prove).hasMessageContaining("holds 5 files, but no manifest");
  }

  @Test
  void aFileThatIsNewerThanTheNewestManifestIsPending() throws IOException {
    landing.unlisted("item", "", new String[] {change(70, 2)});
    landing.unlisted("other", "", new String[] {change(70, 9)});

    LandingOnlyReport report = landing.prove();

    assertThat(report.lines()).endsWith("verified").anyMatch(l -> l.startsWith("pending: 2 files"));
  }

  @Test
  void aPartThatWaitedMayBeOlderThanTheNewestManifest() throws IOException {
    Path waited = landing.unlisted("item", "", new String[] {change(60, 1), change(70, 1)});
    landing.part("move", change(60, 2));
    landing.manifest(range(1, "0/40", "0/60", ",\"open\":[1,60,1]"));
    assertThat(landing.prove().pending()).containsExactly(landing.path(waited));

    landing.part("move", change(75, 1));
    landing.manifest(range(1, "0/60", "0/70", ",\"open\":[1,70,1]"));
    landing.assertFirst(landing.path(waited) + " stands in no manifest");
  }

  @Test
  void whatIsNotOursIsNamed() throws IOException {
    Files.writeString(root.resolve("notes.txt"), "x");
    Files.createDirectories(root.resolve(".hidden/_x"));
    Files.writeString(landing.items.resolveSibling(".part.inprogress.1"), "{");
    assertThat(landing.prove().lines())
        .contains("note: notes.txt in the landing's directory is none of this program")
        .endsWith("verified");

    Path foreign =
        Files.writeString(landing.items.resolveSibling("part-0.json"), change(1, 1) + "\n");
    landing.assertFirst(
        landing.path(foreign) + " is not of this job, and readers of table s.item read it");
  }

  @Test
  void atMostTwentyFaultsAreListedAndAllAreCounted() throws IOException {
    String[] lines =
        Stream.iterate(60, i -> i + 1).limit(50).map(i -> change(i, 2)).toArray(String[]::new);
    landing.part("item", lines);
    landing.manifest(range(1, "0/40", "0/60", ""));

    LandingOnlyReport report = landing.prove();

    assertThat(report.faults()).hasSize(20);
    assertThat(report.lines()).contains("and 30 faults more").endsWith("not verified: 50 faults");
  }
}
