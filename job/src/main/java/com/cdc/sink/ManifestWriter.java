package com.cdc.sink;

import com.cdc.metrics.Meters;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.core.fs.Path;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.connector.sink2.CommittableMessage;
import org.apache.flink.streaming.api.connector.sink2.CommittableWithLineage;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a manifest for each checkpoint that committed files, once all writers' files of it are
 * committed. Exactly once in effect: what was committed and has no manifest yet is committed again
 * after a restore, which changes nothing, and comes here again; a manifest's name and content
 * follow from the checkpoint.
 */
@SuppressWarnings("NullAway.Init") // by initializeState, which Flink calls first
final class ManifestWriter extends ProcessFunction<CommittableMessage<LandingCommittable>, Void>
    implements CheckpointedFunction {

  private static final long serialVersionUID = 1L;

  private static final Logger LOG = LoggerFactory.getLogger(ManifestWriter.class);

  private static final ListStateDescriptor<byte[]> STATE =
      new ListStateDescriptor<>("manifests", PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO);

  private final String landing;
  private final HashMap<String, String> sources;
  private transient ListState<byte[]> state;
  private transient ManifestState written;
  private transient LandedMeters meters;

  /** Accounts by checkpoint, of those that have no manifest yet. */
  private transient TreeMap<Long, List<WriterAccount>> pending;

  /**
   * Writes under the landing.
   *
   * @param sources from a table's directory to the name of its source
   */
  ManifestWriter(String landing, HashMap<String, String> sources) {
    this.landing = landing;
    this.sources = sources;
  }

  @Override
  public void initializeState(FunctionInitializationContext context) throws Exception {
    state = context.getOperatorStateStore().getListState(STATE);
    pending = new TreeMap<>();
    meters = new LandedMeters(Meters.in(getRuntimeContext().getMetricGroup()), sources);
    ManifestState restored = null;
    for (byte[] bytes : state.get()) {
      restored = ManifestState.read(bytes, pending);
    }
    if (restored != null && restored.landing().equals(landing)) {
      RestoredLanding.require(restored, context.getRestoredCheckpointId().orElse(Long.MAX_VALUE));
    }
    pending.values().forEach(accounts -> accounts.removeIf(this::isElsewhere));
    pending.values().removeIf(List::isEmpty);
    // a job without state may follow another in this landing
    written =
        restored != null && restored.landing().equals(landing)
            ? restored
            : ManifestState.following(landing, NewestManifest.of(landing));
  }

  @Override
  public void processElement(
      CommittableMessage<LandingCommittable> message, Context context, Collector<Void> out)
      throws IOException {
    if (message instanceof CommittableWithLineage<LandingCommittable> committed) {
      WriterAccount account = committed.getCommittable().account();
      if (account != null && !isElsewhere(account)) {
        pending
            .computeIfAbsent(committed.getCheckpointIdOrEOI(), id -> new ArrayList<>())
            .add(account);
        writeComplete();
      }
    }
  }

  /**
   * In the order of the checkpoints: each manifest names the one before. A checkpoint that was
   * given up may have passed some writers only. Their files are committed with the next one and
   * stand in its manifest: a writer's accounts come in the order of their checkpoints, so once the
   * next one's are all there, no other of the one before will come.
   */
  private void writeComplete() throws IOException {
    Long complete = nextComplete();
    while (complete != null) {
      NavigableMap<Long, List<WriterAccount>> accounts = pending.headMap(complete, true);
      Manifest manifest = Manifest.of(accounts, written, sources);
      if (!manifest.files().isEmpty()) {
        RestoredLanding.requirePrevious(written);
        WholeFile.write(
            new Path(new Path(landing, Manifest.DIRECTORY), manifest.name()), manifest.json());
        written = written.after(manifest);
        meters.landed(manifest);
        LOG.info(
            "Manifest written checkpoint={} files={} rows={}",
            complete,
            manifest.files().size(),
            manifest.rows());
      }
      accounts.clear();
      complete = nextComplete();
    }
  }

  /** Of a checkpoint that was written into another landing, before the configuration changed. */
  private boolean isElsewhere(WriterAccount account) {
    return !account.landing().equals(landing);
  }

  private @Nullable Long nextComplete() {
    for (Map.Entry<Long, List<WriterAccount>> checkpoint : pending.entrySet()) {
      List<WriterAccount> accounts = checkpoint.getValue();
      if (accounts.stream().mapToInt(WriterAccount::writer).distinct().count()
          == accounts.get(0).writers()) {
        return checkpoint.getKey();
      }
    }
    return null;
  }

  @Override
  public void snapshotState(FunctionSnapshotContext context) throws Exception {
    state.update(List.of(written.write(pending)));
  }
}
