package com.cdc.sink;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.jspecify.annotations.Nullable;

/**
 * What the next manifest follows.
 *
 * @param landing where the manifests are: another landing has its own
 * @param previous path of the last one under {@code _manifests}; null before the first
 * @param timeMillis of the last one, 0 before the first: the next one's is later
 * @param progress by its name, how far each source was when a manifest last spoke of it
 */
record ManifestState(
    String landing,
    @Nullable String previous,
    long timeMillis,
    Map<String, SourceProgress> progress) {

  private static final int VERSION = 1;

  ManifestState {
    progress = Map.copyOf(progress);
  }

  /** For a job that has no state of its own in this landing. */
  static ManifestState following(String landing, @Nullable String newest) {
    return new ManifestState(
        landing, newest, newest == null ? 0 : NewestManifest.timeMillis(newest), Map.of());
  }

  ManifestState after(Manifest manifest) {
    Map<String, SourceProgress> next = new HashMap<>(progress);
    manifest.progress().forEach(source -> next.put(source.source(), source));
    return new ManifestState(landing, manifest.name(), manifest.timeMillis(), next);
  }

  /** With the accounts of checkpoints whose manifests are not written yet. */
  byte[] write(TreeMap<Long, List<WriterAccount>> pending) throws IOException {
    DataOutputSerializer out = new DataOutputSerializer(512);
    out.writeInt(VERSION);
    out.writeUTF(landing);
    out.writeUTF(previous == null ? "" : previous);
    out.writeLong(timeMillis);
    out.writeInt(progress.size());
    for (SourceProgress source : progress.values()) {
      source.write(out);
    }
    out.writeInt(pending.size());
    for (Map.Entry<Long, List<WriterAccount>> checkpoint : pending.entrySet()) {
      out.writeLong(checkpoint.getKey());
      out.writeInt(checkpoint.getValue().size());
      for (WriterAccount account : checkpoint.getValue()) {
        account.write(out);
      }
    }
    return out.getCopyOfBuffer();
  }

  static ManifestState read(byte[] bytes, TreeMap<Long, List<WriterAccount>> pending)
      throws IOException {
    DataInputDeserializer in = new DataInputDeserializer(bytes);
    LaterVersion.refuse("manifests", in.readInt(), VERSION);
    String landing = in.readUTF();
    String previous = in.readUTF();
    long timeMillis = in.readLong();
    Map<String, SourceProgress> progress = new HashMap<>();
    for (int n = in.readInt(); n > 0; n--) {
      SourceProgress source = SourceProgress.read(in);
      progress.put(source.source(), source);
    }
    for (int n = in.readInt(); n > 0; n--) {
      List<WriterAccount> accounts = new ArrayList<>();
      pending.put(in.readLong(), accounts);
      for (int m = in.readInt(); m > 0; m--) {
        accounts.add(WriterAccount.read(in));
      }
    }
    return new ManifestState(landing, previous.isEmpty() ? null : previous, timeMillis, progress);
  }
}
