package com.cdc.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * A landing of a snapshot and two checkpoints of changes, right until a test damages it, and what
 * the proof says of it.
 */
final class ProvedLanding extends ManifestedLanding {

  final Path snapshot;
  final Path items;
  final Path more;
  final Path firstManifest;
  final Path secondManifest;
  final Path lastManifest;

  private final Path root;
  private final Path temporary;

  ProvedLanding(Path root, Path temporary) throws IOException {
    super(root);
    this.root = root;
    this.temporary = temporary;
    snapshot = part("item", line('r', 1, 10, 0, "1"), line('r', 1, 10, 0, "2"));
    firstManifest = manifest();
    items = part("item", change(20, 1), change(20, 3), change(30, 1));
    part("move", change(20, 2), line('t', 1, 30, 2, ""));
    secondManifest = manifest(range(1, null, "0/20", ""));
    more = part("item", ".gz", new String[] {change(40, 1), change(40, 2)});
    part("move", ".zst", new String[] {line('d', 1, 50, 1, "1"), change(50, 2)});
    lastManifest = manifest(range(1, "0/20", "0/40", ""));
  }

  LandingOnlyReport prove() throws IOException {
    return new LandingProof("file:" + root, temporary).prove();
  }

  List<String> faults() throws IOException {
    return prove().faults();
  }

  void assertFirst(String beginning) throws IOException {
    List<String> faults = faults();
    assertThat(faults).isNotEmpty();
    assertThat(faults.get(0)).startsWith(beginning);
  }

  /** As the proof names a file. */
  String path(Path file) {
    return root.relativize(file).toString();
  }

  /** As the proof names a manifest. */
  String name(Path manifest) {
    return root.resolve("_manifests").relativize(manifest).toString();
  }

  static void cut(Path file, long bytes) throws IOException {
    try (var channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(channel.size() - bytes);
    }
  }

  static void replace(Path file, String what, String with) throws IOException {
    String text = Files.readString(file);
    assertThat(text).contains(what);
    Files.writeString(file, text.replace(what, with));
  }
}
