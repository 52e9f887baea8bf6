package com.cdc.verify;

import static com.cdc.verify.ManifestedLanding.change;
import static com.cdc.verify.ManifestedLanding.line;
import static com.cdc.verify.ManifestedLanding.range;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A right landing of a snapshot and two checkpoints of changes, and each way to damage it. */
class LandingProofTest {

  @TempDir private Path root;
  @TempDir private Path temporary;
  private ManifestedLanding landing;
  private Path snapshot;
  private Path items;
  private Path moves;
  private Path more;
  private Path firstManifest;
  private Path secondManifest;
  private Path lastManifest;

  @BeforeEach
  void aRightLanding() throws IOException {
    landing = new ManifestedLanding(root);
    snapshot = landing.part("item", line('r', 1, 10, 0, "1"), line('r', 1, 10, 0, "2"));
    firstManifest = landing.manifest();
    items = landing.part("item", change(20, 1), change(20, 3), change(30, 1));
    moves = landing.part("move", change(20, 2), line('t', 1, 30, 2, ""));
    secondManifest = landing.manifest(range(1, null, "0/20", ""));
    more = landing.part("item", ".gz", new String[] {change(40, 1), change(40, 2)});
    landing.part("move", ".zst", new String[] {line('d', 1, 50, 1, "1"), change(50, 2)});
    lastManifest = landing.manifest(range(1, "0/20", "0/40", ""));
  }

  @Test
  void aRightLandingIsVerified() throws IOException {
    LandingOnlyReport report = prove();

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
    root = directory;
    landing = new ManifestedLanding(root);
    landing.part("item", line('r', 1, 10, 0, "1"));
    landing.manifest();

    assertThat(prove().lines())
        .containsExactly(
            "postgres: 1 manifests, 1 files, 1 rows, positions (1, 10, 0) to (1, 10, 0)",
            "verified");
  }

  @Test
  void anEmptyDirectoryAndOneWithoutManifestsAreErrors(@TempDir Path empty) throws IOException {
    assertThatThrownBy(() -> new LandingProof("file:" + empty, temporary).prove())
        .isInstanceOf(LandingException.class)
        .hasMessageContaining("no file and no manifest. Is it the right one?");

    for (Path manifest : List.of(firstManifest, secondManifest, lastManifest)) {
      Files.delete(manifest);
    }

    assertThatThrownBy(this::prove).hasMessageContaining("holds 5 files, but no manifest");
  }

  @Test
  void aMissingManifestIsNamedWithTheOneThatFollowsIt() throws IOException {
    Files.delete(secondManifest);

    assertThat(faults().get(0))
        .startsWith(
            "Manifest " + name(secondManifest) + " is missing, which " + name(lastManifest));
    assertThat(faults())
        .anyMatch(fault -> fault.startsWith(path(items) + " stands in no manifest"));
  }

  @Test
  void aDamagedManifestIsNamed() throws IOException {
    cut(lastManifest, 5);
    assertFirst("Manifest " + name(lastManifest) + " is not one whole JSON object");

    Files.writeString(lastManifest, "{\"version\":2}");
    assertFirst("Manifest " + name(lastManifest) + " is of version 2, and this program knows");
  }

  @Test
  void aManifestThatIsChangedIsNamed() throws IOException {
    replace(secondManifest, "\"c\":3", "\"c\":2");

    assertFirst("Manifest " + name(secondManifest) + " contradicts itself: of `" + path(items));
  }

  @Test
  void twoManifestsAfterOneAreAFork() throws IOException {
    landing.goOnAfter(secondManifest);
    landing.part("item", change(40, 1), change(40, 2));
    Path other = landing.manifest(range(1, "0/20", "0/40", ""));

    assertThat(faults().get(0))
        .startsWith(
            "Manifests %s and %s both follow %s: two jobs wrote at the same time, or one was restored from an older checkpoint"
                .formatted(name(lastManifest), name(other), name(secondManifest)));
    assertThat(faults().get(1))
        .contains("change (1, 40, 1) to (1, 40, 2) landed twice: " + path(more));
  }

  @Test
  void twoFirstManifestsAreAFaultUnlessTheEpochIsNew() throws IOException {
    landing.goOnAfter(null);
    landing.part("item", line('r', 2, 60, 0, "1"));
    landing.manifest();
    landing.part("item", line('c', 2, 70, 1, "1"));
    landing.manifest(range(2, null, "0/60", ""));

    assertThat(prove().lines()).endsWith("verified");

    landing.goOnAfter(null);
    landing.part("item", change(80, 1));
    Path other = landing.manifest(range(1, null, "0/60", ""));

    assertFirst(
        "Manifests %s and %s are both the first of a chain"
            .formatted(name(firstManifest), name(other)));
  }

  @Test
  void manifestsThatFollowEachOtherInARingAreNamed() throws IOException {
    replace(
        secondManifest,
        "\"previous\":\"" + name(firstManifest),
        "\"previous\":\"" + name(lastManifest));

    assertFirst("Manifest " + name(secondManifest) + " follows itself by way of others");
  }

  @Test
  void aSourceGoesOnWhereItWas() throws IOException {
    replace(lastManifest, "\"from\":\"0/20\"", "\"from\":\"0/24\"");
    assertFirst(
        "Manifest %s: source postgres begins at 0/24, but the manifest before ends at 0/20"
            .formatted(name(lastManifest)));

    replace(lastManifest, "\"from\":\"0/24\"", "\"from\":null");
    assertFirst(
        "Manifest %s: source postgres begins at its start, but".formatted(name(lastManifest)));
  }

  @Test
  void aSourceNeverGoesBack() throws IOException {
    replace(lastManifest, "\"to\":\"0/40\"", "\"to\":\"0/10\"");
    assertFirst(
        "Manifest %s: source postgres goes back from 0/20 to 0/10".formatted(name(lastManifest)));
  }

  @Test
  void aSourceBeginsWithoutAFrom() throws IOException {
    replace(secondManifest, "\"from\":null", "\"from\":\"0/1\"");

    assertFirst(
        "Manifest %s: source postgres begins at 0/1, but no manifest before names it"
            .formatted(name(secondManifest)));
  }

  @Test
  void aNewEpochMayBeginAnywhereAndNoneMayComeBack() throws IOException {
    landing.part("item", line('t', 2, 0, 0, ""), line('c', 2, 5, 1, "1"));
    landing.manifest(range(2, "0/2", "0/6", ""));
    assertThat(prove().lines()).endsWith("verified");

    landing.part("item", change(60, 1));
    Path last = landing.manifest(range(1, "0/40", "0/60", ""));
    assertFirst("Manifest %s: source postgres goes back from epoch 2 to 1".formatted(name(last)));
  }

  @Test
  void aRowOfALaterEpochThanItsManifestIsAFault() throws IOException {
    landing.part("item", line('c', 2, 5, 1, "1"));
    Path last = landing.manifest(range(1, "0/40", "0/60", ""));

    assertFirst("Manifest %s lists cdc.s.item/".formatted(name(last)));
  }

  @Test
  void aMissingFileIsNamed() throws IOException {
    Files.delete(items);

    assertFirst(
        "%s, which manifest %s lists, is missing. Restore the file from a copy of the store, or read its table anew: cdc resnapshot --table 's.item'"
            .formatted(path(items), name(secondManifest)));
  }

  @Test
  void aFileThatIsCutIsNamedWithItsLine() throws IOException {
    long bytes = Files.size(items);
    cut(items, 10);

    assertFirst(
        "%s, which manifest %s lists, has %d bytes instead of %d; line 3 is cut"
            .formatted(path(items), name(secondManifest), bytes - 10, bytes));
  }

  @Test
  void aCompressedFileThatIsCutIsNamed() throws IOException {
    long bytes = Files.size(more);
    cut(more, 3);

    assertThat(faults().get(0))
        .contains(
            "has %d bytes instead of %d; it cannot be read after line".formatted(bytes - 3, bytes));
  }

  @Test
  void bytesThatAreNoRecordAreNamedWithTheirLine() throws IOException {
    String whole = Files.readString(items);
    int end = whole.length();
    Files.writeString(items, whole.substring(0, end - 10) + " ".repeat(9) + "\n");
    assertFirst(
        "%s, which manifest %s lists, is damaged: line 3 is no record: not valid JSON"
            .formatted(path(items), name(secondManifest)));

    Files.writeString(items, whole.replace("\"__seq\":3", "\"__sex\":3"));
    assertThat(faults().get(0)).contains("is damaged: line 2 is no record: __seq is missing");
  }

  @Test
  void aRowThatIsGoneIsNamedEvenIfTheSizeIsMadeToFit() throws IOException {
    long bytes = Files.size(items);
    List<String> lines = Files.readAllLines(items);
    Files.writeString(items, lines.get(1) + "\n" + lines.get(2) + "\n");
    replace(secondManifest, "\"bytes\":" + bytes, "\"bytes\":" + Files.size(items));
    assertThat(faults().get(0)).contains("holds 2 rows instead of 3");

    replace(secondManifest, "\"rows\":3", "\"rows\":2");
    replace(secondManifest, "\"c\":3", "\"c\":2");
    replace(secondManifest, "\"first\":[1,20,1]", "\"first\":[1,20,3]");
    assertFirst(
        "Of a transaction of source postgres, a change is missing from (1, 20, 1) to (1, 20, 1)");
  }

  @Test
  void rowsOfAnotherKindOrPlaceAreNamed() throws IOException {
    replace(secondManifest, "\"c\":1,\"t\":1", "\"c\":2");
    assertThat(faults().get(0)).contains("holds 1 rows of operation c instead of 2");

    replace(lastManifest, "\"last\":[1,40,2]", "\"last\":[1,40,3]");
    assertThat(faults().get(1))
        .contains("goes from (1, 40, 1) to (1, 40, 2) instead of from (1, 40, 1) to (1, 40, 3)");
  }

  @Test
  void aGapBetweenTablesIsNamedWithWhereItIs() throws IOException {
    Path gap = landing.part("item", change(70, 1), change(70, 4));
    landing.manifest(range(1, "0/40", "0/60", ""));

    assertFirst(
        "Of a transaction of source postgres, 2 changes are missing from (1, 70, 2) to (1, 70, 3): they should stand before %s, line 2"
            .formatted(path(gap)));
  }

  @Test
  void aTransactionThatDoesNotBeginWithOneHasAGap() throws IOException {
    landing.part("item", change(70, 2));
    landing.manifest(range(1, "0/40", "0/60", ""));

    assertFirst("Of a transaction of source postgres, a change is missing from (1, 70, 1)");
  }

  @Test
  void whatWaitsInTheSinkMayBeMissing() throws IOException {
    landing.part("item", change(70, 1), change(70, 4), change(80, 2));
    landing.manifest(range(1, "0/40", "0/60", ",\"open\":[1,70,2]"));
    assertThat(prove().lines()).endsWith("verified");

    landing.part("move", change(70, 3), change(80, 1));
    landing.manifest(range(1, "0/60", "0/60", ",\"open\":[1,80,1]"));
    assertFirst("Of a transaction of source postgres, a change is missing from (1, 70, 2)");
  }

  @Test
  void theNextManifestMayBringTheRestOfATransaction() throws IOException {
    landing.part("item", change(70, 1));
    landing.manifest(range(1, "0/40", "0/46", ""));
    landing.part("move", change(70, 2), change(70, 3));
    landing.manifest(range(1, "0/46", "0/60", ""));

    assertThat(prove().lines()).endsWith("verified");
  }

  @Test
  void aDoubledChangeIsNamedWithBothPlaces() throws IOException {
    Path again = landing.part("item", change(60, 1), change(20, 3));
    landing.manifest(range(1, "0/40", "0/60", ""));

    assertFirst(
        "Source postgres, change (1, 20, 3) landed twice: %s, line 2 and %s, line 2"
            .formatted(path(items), path(again)));
  }

  @Test
  void aDoubledSnapshotRowIsNamedWithBothPlaces() throws IOException {
    Path again = landing.part("item", line('r', 1, 10, 0, "3"), line('r', 1, 10, 0, "2"));
    landing.manifest();

    assertFirst(
        "A row of a snapshot landed twice: %s, line 2 and %s, line 2"
            .formatted(path(snapshot), path(again)));
  }

  @Test
  void equalSnapshotRowsOfAMaskedKeyAreNoDoubles() throws IOException {
    Path schemas = Files.createDirectories(root.resolve("_schemas/cdc.s.item"));
    Files.writeString(
        schemas.resolve("1.json"),
        "{\"version\":1,\"key\":[\"id\"],\"columns\":[{\"name\":\"id\",\"rule\":\"mask\"}]}");
    landing.part("item", line('r', 1, 10, 0, "2"));
    landing.manifest();

    assertThat(prove().lines())
        .contains(
            "note: snapshot rows of s.item are not looked at for doubles: its key does not land as it"
                + " is")
        .endsWith("verified");
  }

  @Test
  void aCopyOfAFileIsUnlistedOrDoubled() throws IOException {
    Path copy = items.resolveSibling(items.getFileName().toString().replace("-0b0e-", "-0b0f-"));
    Files.copy(items, copy);
    assertFirst(path(copy) + " stands in no manifest");

    Path later = items.resolveSibling("part-20261224T120000000Z-0b0e-7.json");
    Files.move(copy, later);
    assertFirst(
        "Source postgres, change (1, 20, 1) landed twice: %s, line 1 and %s, line 1"
            .formatted(path(items), path(later)));
  }

  @Test
  void aFileThatIsNewerThanTheNewestManifestIsPending() throws IOException {
    landing.unlisted("item", "", new String[] {change(70, 2)});
    landing.unlisted("other", "", new String[] {change(70, 9)});

    LandingOnlyReport report = prove();

    assertThat(report.lines()).endsWith("verified").anyMatch(l -> l.startsWith("pending: 2 files"));
  }

  @Test
  void aPartThatWaitedMayBeOlderThanTheNewestManifest() throws IOException {
    Path waited = landing.unlisted("item", "", new String[] {change(60, 1), change(70, 1)});
    landing.part("move", change(60, 2));
    landing.manifest(range(1, "0/40", "0/60", ",\"open\":[1,60,1]"));
    assertThat(prove().pending()).containsExactly(path(waited));

    landing.part("move", change(75, 1));
    landing.manifest(range(1, "0/60", "0/70", ",\"open\":[1,70,1]"));
    assertFirst(path(waited) + " stands in no manifest");
  }

  @Test
  void whatIsNotOursIsNamed() throws IOException {
    Files.writeString(root.resolve("notes.txt"), "x");
    Files.createDirectories(root.resolve(".hidden/_x"));
    Files.writeString(items.resolveSibling(".part.inprogress.1"), "{");
    assertThat(prove().lines())
        .contains("note: notes.txt in the landing's directory is none of this program")
        .endsWith("verified");

    Path foreign = Files.writeString(items.resolveSibling("part-0.json"), change(1, 1) + "\n");
    assertFirst(path(foreign) + " is not of this job, and readers of table s.item read it");
  }

  @Test
  void atMostTwentyFaultsAreListedAndAllAreCounted() throws IOException {
    String[] lines =
        Stream.iterate(60, i -> i + 1).limit(50).map(i -> change(i, 2)).toArray(String[]::new);
    landing.part("item", lines);
    landing.manifest(range(1, "0/40", "0/60", ""));

    LandingOnlyReport report = prove();

    assertThat(report.faults()).hasSize(20);
    assertThat(report.lines()).contains("and 30 faults more").endsWith("not verified: 50 faults");
  }

  private LandingOnlyReport prove() throws IOException {
    return new LandingProof("file:" + root, temporary).prove();
  }

  private List<String> faults() throws IOException {
    return prove().faults();
  }

  private void assertFirst(String beginning) throws IOException {
    List<String> faults = faults();
    assertThat(faults).isNotEmpty();
    assertThat(faults.get(0)).startsWith(beginning);
  }

  private String path(Path file) {
    return root.relativize(file).toString();
  }

  private String name(Path manifest) {
    return root.resolve("_manifests").relativize(manifest).toString();
  }

  private static void cut(Path file, long bytes) throws IOException {
    try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(channel.size() - bytes);
    }
  }

  private static void replace(Path file, String what, String with) throws IOException {
    String text = Files.readString(file);
    assertThat(text).contains(what);
    Files.writeString(file, text.replace(what, with));
  }
}
