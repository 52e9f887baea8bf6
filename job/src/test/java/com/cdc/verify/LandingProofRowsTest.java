package com.cdc.verify;

import static com.cdc.verify.ManifestedLanding.change;
import static com.cdc.verify.ManifestedLanding.line;
import static com.cdc.verify.ManifestedLanding.range;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Changes that are missing from a transaction, and rows that landed twice. */
class LandingProofRowsTest {

  @TempDir private Path root;
  @TempDir private Path temporary;
  private ProvedLanding landing;

  @BeforeEach
  void aRightLanding() throws IOException {
    landing = new ProvedLanding(root, temporary);
  }

  @Test
  void aGapBetweenTablesIsNamedWithWhereItIs() throws IOException {
    Path gap = landing.part("item", change(70, 1), change(70, 4));
    landing.manifest(range(1, "0/40", "0/60", ""));

    landing.assertFirst(
        "Of a transaction of source postgres, 2 changes are missing from (1, 70, 2) to (1, 70, 3): they should stand before %s, line 2"
            .formatted(landing.path(gap)));
  }

  @Test
  void aTransactionThatDoesNotBeginWithOneHasAGap() throws IOException {
    landing.part("item", change(70, 2));
    landing.manifest(range(1, "0/40", "0/60", ""));

    landing.assertFirst("Of a transaction of source postgres, a change is missing from (1, 70, 1)");
  }

  @Test
  void whatWaitsInTheSinkMayBeMissing() throws IOException {
    landing.part("item", change(70, 1), change(70, 4), change(80, 2));
    landing.manifest(range(1, "0/40", "0/60", ",\"open\":[1,70,2]"));
    assertThat(landing.prove().lines()).endsWith("verified");

    landing.part("move", change(70, 3), change(80, 1));
    landing.manifest(range(1, "0/60", "0/60", ",\"open\":[1,80,1]"));
    landing.assertFirst("Of a transaction of source postgres, a change is missing from (1, 70, 2)");
  }

  @Test
  void theNextManifestMayBringTheRestOfATransaction() throws IOException {
    landing.part("item", change(70, 1));
    landing.manifest(range(1, "0/40", "0/46", ""));
    landing.part("move", change(70, 2), change(70, 3));
    landing.manifest(range(1, "0/46", "0/60", ""));

    assertThat(landing.prove().lines()).endsWith("verified");
  }

  @Test
  void aDoubledChangeIsNamedWithBothPlaces() throws IOException {
    Path again = landing.part("item", change(60, 1), change(20, 3));
    landing.manifest(range(1, "0/40", "0/60", ""));

    landing.assertFirst(
        "Source postgres, change (1, 20, 3) landed twice: %s, line 2 and %s, line 2"
            .formatted(landing.path(landing.items), landing.path(again)));
  }

  @Test
  void aDoubledSnapshotRowIsNamedWithBothPlaces() throws IOException {
    Path again = landing.part("item", line('r', 1, 10, 0, "3"), line('r', 1, 10, 0, "2"));
    landing.manifest();

    landing.assertFirst(
        "A row of a snapshot landed twice: %s, line 2 and %s, line 2"
            .formatted(landing.path(landing.snapshot), landing.path(again)));
  }

  @Test
  void equalSnapshotRowsOfAMaskedKeyAreNoDoubles() throws IOException {
    Path schemas = Files.createDirectories(root.resolve("_schemas/cdc.s.item"));
    Files.writeString(
        schemas.resolve("1.json"),
        "{\"version\":1,\"key\":[\"id\"],\"columns\":[{\"name\":\"id\",\"rule\":\"mask\"}]}");
    landing.part("item", line('r', 1, 10, 0, "2"));
    landing.manifest();

    assertThat(landing.prove().lines())
        .contains(
            "note: snapshot rows of s.item are not looked at for doubles: its key does not land as it"
                + " is")
        .endsWith("verified");
  }

  @Test
  void aCopyOfAFileIsUnlistedOrDoubled() throws IOException {
    Path copy =
        landing.items.resolveSibling(
            landing.items.getFileName().toString().replace("-0b0e-", "-0b0f-"));
    Files.copy(landing.items, copy);
    landing.assertFirst(landing.path(copy) + " stands in no manifest");

    Path later = landing.items.resolveSibling("part-20261224T120000000Z-0b0e-7.json");
    Files.move(copy, later);
    landing.assertFirst(
        "Source postgres, change (1, 20, 1) landed twice: %s, line 1 and %s, line 1"
            .formatted(landing.path(landing.items), landing.path(later)));
  }
}
