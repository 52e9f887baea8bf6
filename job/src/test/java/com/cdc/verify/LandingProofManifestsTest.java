package com.cdc.verify;

import static com.cdc.verify.ManifestedLanding.change;
import static com.cdc.verify.ManifestedLanding.line;
import static com.cdc.verify.ManifestedLanding.range;
import static com.cdc.verify.ProvedLanding.cut;
import static com.cdc.verify.ProvedLanding.replace;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Manifests that are missing, damaged, or do not follow each other. */
class LandingProofManifestsTest {

  private ProvedLanding landing;

  @BeforeEach
  void aRightLanding(@TempDir Path root, @TempDir Path temporary) throws IOException {
    landing = new ProvedLanding(root, temporary);
  }

  @Test
  void aMissingManifestIsNamedWithTheOneThatFollowsIt() throws IOException {
    Files.delete(landing.secondManifest);

    assertThat(landing.faults().get(0))
        .startsWith(
            "Manifest "
                + landing.name(landing.secondManifest)
                + " is missing, which "
                + landing.name(landing.lastManifest));
    assertThat(landing.faults())
        .anyMatch(
            fault -> fault.startsWith(landing.path(landing.items) + " stands in no manifest"));
  }

  @Test
  void aDamagedManifestIsNamed() throws IOException {
    cut(landing.lastManifest, 5);
    landing.assertFirst(
        "Manifest " + landing.name(landing.lastManifest) + " is not one whole JSON object");

    Files.writeString(landing.lastManifest, "{\"version\":2}");
    landing.assertFirst(
        "Manifest "
            + landing.name(landing.lastManifest)
            + " is of version 2, and this program knows");
  }

  @Test
  void aManifestThatIsChangedIsNamed() throws IOException {
    replace(landing.secondManifest, "\"c\":3", "\"c\":2");

    landing.assertFirst(
        "Manifest "
            + landing.name(landing.secondManifest)
            + " contradicts itself: of `"
            + landing.path(landing.items));
  }

  @Test
  void twoManifestsAfterOneAreAFork() throws IOException {
    landing.goOnAfter(landing.secondManifest);
    landing.part("item", change(40, 1), change(40, 2));
    Path other = landing.manifest(range(1, "0/20", "0/40", ""));

    assertThat(landing.faults().get(0))
        .startsWith(
            "Manifests %s and %s both follow %s: two jobs wrote at the same time, or one was restored from an older checkpoint"
                .formatted(
                    landing.name(landing.lastManifest),
                    landing.name(other),
                    landing.name(landing.secondManifest)));
    assertThat(landing.faults().get(1))
        .contains("change (1, 40, 1) to (1, 40, 2) landed twice: " + landing.path(landing.more));
  }

  @Test
  void twoFirstManifestsAreAFaultUnlessTheEpochIsNew() throws IOException {
    landing.goOnAfter(null);
    landing.part("item", line('r', 2, 60, 0, "1"));
    landing.manifest();
    landing.part("item", line('c', 2, 70, 1, "1"));
    landing.manifest(range(2, null, "0/60", ""));

    assertThat(landing.prove().lines()).endsWith("verified");

    landing.goOnAfter(null);
    landing.part("item", change(80, 1));
    Path other = landing.manifest(range(1, null, "0/60", ""));

    landing.assertFirst(
        "Manifests %s and %s are both the first of a chain"
            .formatted(landing.name(landing.firstManifest), landing.name(other)));
  }

  @Test
  void manifestsThatFollowEachOtherInARingAreNamed() throws IOException {
    replace(
        landing.secondManifest,
        "\"previous\":\"" + landing.name(landing.firstManifest),
        "\"previous\":\"" + landing.name(landing.lastManifest));

    landing.assertFirst(
        "Manifest " + landing.name(landing.secondManifest) + " follows itself by way of others");
  }

  @Test
  void aSourceGoesOnWhereItWas() throws IOException {
    replace(landing.lastManifest, "\"from\":\"0/20\"", "\"from\":\"0/24\"");
    landing.assertFirst(
        "Manifest %s: source postgres begins at 0/24, but the manifest before ends at 0/20"
            .formatted(landing.name(landing.lastManifest)));

    replace(landing.lastManifest, "\"from\":\"0/24\"", "\"from\":null");
    landing.assertFirst(
        "Manifest %s: source postgres begins at its start, but"
            .formatted(landing.name(landing.lastManifest)));
  }

  @Test
  void aSourceNeverGoesBack() throws IOException {
    replace(landing.lastManifest, "\"to\":\"0/40\"", "\"to\":\"0/10\"");
    landing.assertFirst(
        "Manifest %s: source postgres goes back from 0/20 to 0/10"
            .formatted(landing.name(landing.lastManifest)));
  }

  @Test
  void aSourceBeginsWithoutAFrom() throws IOException {
    replace(landing.secondManifest, "\"from\":null", "\"from\":\"0/1\"");

    landing.assertFirst(
        "Manifest %s: source postgres begins at 0/1, but no manifest before names it"
            .formatted(landing.name(landing.secondManifest)));
  }

  @Test
  void aNewEpochMayBeginAnywhereAndNoneMayComeBack() throws IOException {
    landing.part("item", line('t', 2, 0, 0, ""), line('c', 2, 5, 1, "1"));
    landing.manifest(range(2, "0/2", "0/6", ""));
    assertThat(landing.prove().lines()).endsWith("verified");

    landing.part("item", change(60, 1));
    Path last = landing.manifest(range(1, "0/40", "0/60", ""));
    landing.assertFirst(
        "Manifest %s: source postgres goes back from epoch 2 to 1".formatted(landing.name(last)));
  }

  @Test
  void aRowOfALaterEpochThanItsManifestIsAFault() throws IOException {
    landing.part("item", line('c', 2, 5, 1, "1"));
    Path last = landing.manifest(range(1, "0/40", "0/60", ""));

    landing.assertFirst("Manifest %s lists cdc.s.item/".formatted(landing.name(last)));
  }
}
