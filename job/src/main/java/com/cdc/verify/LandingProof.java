package com.cdc.verify;

import com.cdc.event.Position;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.flink.core.fs.Path;
import org.jspecify.annotations.Nullable;

/**
 * Proves from manifests and files alone that nothing is missing, cut, doubled or unlisted in a
 * landing, at rest or while it is written. It reads every file once; of the files it keeps names
 * and sizes in memory, of the records nothing: what has to be sorted is in temporary files.
 */
public final class LandingProof {

  private final Path landing;
  private final java.nio.file.Path temporary;
  private final Faults faults = new Faults();
  private final List<String> notes = new ArrayList<>();
  private final List<String> pending = new ArrayList<>();
  private final Places places = new Places();
  private final Map<String, Integer> sources = new LinkedHashMap<>();
  private final Map<String, Integer> tables = new HashMap<>();
  private final Map<String, String> sourceOfTable = new HashMap<>();
  private final Map<String, SourceTotals> totals = new LinkedHashMap<>();
  private final LandedKeys keys;

  /**
   * A proof of one landing; good for one use.
   *
   * @param temporary a local directory for an eighth of what the landing holds
   */
  public LandingProof(String landingUri, java.nio.file.Path temporary) {
    landing = new Path(landingUri);
    keys = new LandedKeys(landing);
    this.temporary = temporary;
  }

  /**
   * Reads all of the landing.
   *
   * @throws LandingException if there is nothing to prove
   */
  public LandingOnlyReport prove() throws IOException {
    // files before manifests: a file that is seen while the job writes is listed by then
    LandingTree tree = LandingTree.of(landing);
    List<Manifest> manifests = manifests(LandingTree.manifests(landing));
    if (manifests.isEmpty() && faults.count() == 0) {
      throw new LandingException(nothingToProve(tree));
    }
    for (String stranger : tree.strangers()) {
      notes.add(stranger + " in the landing's directory is none of this program");
    }
    ManifestChain chain = ManifestChain.of(manifests, faults);
    try (TransactionOrdinals ordinals = new TransactionOrdinals(temporary);
        SnapshotDoubles snapshots = new SnapshotDoubles(temporary)) {
      PartReader reader = new PartReader(landing, ordinals, snapshots);
      Set<String> listed = readListed(chain, tree, reader);
      places.endOfListed();
      readUnlisted(chain, tree, listed, reader);
      ordinals.prove(List.copyOf(sources.keySet()), places, chain::mayWait, faults);
      snapshots.prove(places, faults);
    }
    List<String> lines = new ArrayList<>();
    totals.forEach((source, its) -> lines.add(its.line(chain.reached().get(source))));
    return new LandingOnlyReport(lines, pending, notes, faults.listed(), faults.count());
  }

  private String nothingToProve(LandingTree tree) {
    return tree.parts().isEmpty()
        ? "There is nothing under " + landing + ": no file and no manifest. Is it the right one?"
        : "%s holds %,d files, but no manifest: it was written by an older version, or %s is gone"
            .formatted(landing, tree.parts().size(), LandingTree.MANIFESTS);
  }

  private List<Manifest> manifests(List<String> names) throws IOException {
    List<Manifest> manifests = new ArrayList<>();
    for (String name : names) {
      Path file = new Path(new Path(landing, LandingTree.MANIFESTS), name);
      try (InputStream in = file.getFileSystem().open(file)) {
        manifests.add(ManifestParser.parse(name, in.readAllBytes()));
      } catch (IllegalArgumentException e) {
        faults.add(
            "Manifest %s %s. Restore it from a copy of the store",
            name, String.valueOf(e.getMessage()));
      }
    }
    return manifests;
  }

  private Set<String> readListed(ManifestChain chain, LandingTree tree, PartReader reader)
      throws IOException {
    Set<String> listed = new HashSet<>();
    for (Manifest manifest : chain.ordered()) {
      for (Manifest.Part file : manifest.files()) {
        totals.computeIfAbsent(file.source(), SourceTotals::new).add(manifest, file);
        sourceOfTable.put(PartName.directory(file.path()), file.source());
        if (!listed.add(file.path())) {
          faults.add(
              "Manifest %s lists %s, which another manifest lists already: one was copied or altered",
              manifest.name(), file.path());
          continue;
        }
        check(manifest, file, tree, reader);
      }
    }
    return listed;
  }

  private void check(Manifest manifest, Manifest.Part file, LandingTree tree, PartReader reader)
      throws IOException {
    PartContent content = reader.read(part(file.path(), file.source()));
    String fault = null;
    if (content == null) {
      fault = "is missing";
    } else {
      Long bytes = tree.parts().get(file.path());
      if (bytes == null) { // committed after the files were listed
        Path path = new Path(landing, file.path());
        bytes = path.getFileSystem().getFileStatus(path).getLen();
      }
      fault = difference(file, content, bytes);
    }
    if (fault != null) {
      faults.add(
          "%s, which manifest %s lists, %s. Restore the file from a copy of the store, or read its"
              + " table anew: cdc resnapshot --table '%s'",
          file.path(), manifest.name(), fault, PartName.table(file.path()));
    }
  }

  private static @Nullable String difference(Manifest.Part file, PartContent content, long bytes) {
    String inside = content.fault();
    if (bytes != file.bytes()) {
      return "has %,d bytes instead of %,d%s"
          .formatted(bytes, file.bytes(), inside == null ? "" : "; " + inside);
    }
    return inside == null ? content.difference(file) : "is damaged: " + inside;
  }

  private void readUnlisted(
      ManifestChain chain, LandingTree tree, Set<String> listed, PartReader reader)
      throws IOException {
    Instant newest =
        chain.ordered().stream().map(Manifest::time).max(Instant::compareTo).orElse(Instant.MIN);
    for (String path : tree.parts().keySet()) {
      if (listed.contains(path)) {
        continue;
      }
      Instant begun = PartName.begun(path);
      if (begun == null) {
        faults.add(
            "%s is not of this job, and readers of table %s read it. Move it out of the landing",
            path, PartName.table(path));
        continue;
      }
      String source = sourceOf(path);
      PartContent content = reader.read(part(path, source));
      if (content == null) { // somebody has removed it meanwhile
        continue;
      }
      Position first = content.first();
      // writers do not pass a checkpoint at the same instant, so rows after it count as well
      boolean later =
          !begun.isBefore(newest) || (first != null && chain.mayStillCome(source, first));
      if (!later) {
        faults.add(
            "%s stands in no manifest, but was begun before the checkpoint of the newest one: it is a"
                + " copy, or was never committed, or the manifest that lists it is gone. If the rest"
                + " of the landing is right, move it out of the landing",
            path);
      } else if (content.fault() != null) {
        faults.add("%s is damaged: %s", path, content.fault());
      } else {
        pending.add(path);
      }
    }
  }

  /** Of a table that no manifest knows yet, the only source; else a source of its own. */
  private String sourceOf(String path) {
    String directory = PartName.directory(path);
    String known = sourceOfTable.get(directory);
    if (known != null) {
      return known;
    }
    return totals.size() == 1 ? totals.keySet().iterator().next() : directory;
  }

  private PartReader.Part part(String path, String source) throws IOException {
    String directory = PartName.directory(path);
    boolean keyLands = keys.tellRowsApart(directory);
    Integer table = tables.get(directory);
    if (table == null) {
      table = tables.size();
      tables.put(directory, table);
      if (!keyLands) {
        notes.add(
            "snapshot rows of %s are not looked at for doubles: its key does not land as it is"
                .formatted(PartName.table(path)));
      }
    }
    int sourceNumber = sources.computeIfAbsent(source, s -> sources.size());
    return new PartReader.Part(path, places.add(path), sourceNumber, table, keyLands);
  }
}
