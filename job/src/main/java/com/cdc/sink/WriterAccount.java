package com.cdc.sink;

import com.cdc.event.Position;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * What a writer says of one checkpoint, for its manifest.
 *
 * @param landing where the files are
 * @param job Flink's id of the job that wrote them
 * @param writer its number, from 0
 * @param writers how many there are; a manifest is complete with the accounts of all
 * @param timeMillis when the checkpoint passed
 * @param token random, kept with the checkpoint: the manifest has the same name whenever it is
 *     written
 * @param progress of the sources that pass through this writer
 * @param open by the name of a source, the oldest of its rows that waits in this writer
 */
record WriterAccount(
    String landing,
    String job,
    int writer,
    int writers,
    long timeMillis,
    String token,
    List<PartFile> parts,
    List<SourceProgress> progress,
    Map<String, Position> open) {

  WriterAccount {
    parts = List.copyOf(parts);
    progress = List.copyOf(progress);
    open = Map.copyOf(open);
  }

  void write(DataOutputView out) throws IOException {
    out.writeUTF(landing);
    out.writeUTF(job);
    out.writeInt(writer);
    out.writeInt(writers);
    out.writeLong(timeMillis);
    out.writeUTF(token);
    out.writeInt(parts.size());
    for (PartFile part : parts) {
      part.write(out);
    }
    out.writeInt(progress.size());
    for (SourceProgress source : progress) {
      source.write(out);
    }
    out.writeInt(open.size());
    for (Map.Entry<String, Position> oldest : open.entrySet()) {
      out.writeUTF(oldest.getKey());
      PartContent.write(oldest.getValue(), out);
    }
  }

  static WriterAccount read(DataInputView in) throws IOException {
    String landing = in.readUTF();
    String job = in.readUTF();
    int writer = in.readInt();
    int writers = in.readInt();
    long timeMillis = in.readLong();
    String token = in.readUTF();
    List<PartFile> parts = new ArrayList<>();
    for (int n = in.readInt(); n > 0; n--) {
      parts.add(PartFile.read(in));
    }
    List<SourceProgress> progress = new ArrayList<>();
    for (int n = in.readInt(); n > 0; n--) {
      progress.add(SourceProgress.read(in));
    }
    Map<String, Position> open = new HashMap<>();
    for (int n = in.readInt(); n > 0; n--) {
      open.put(in.readUTF(), PartContent.readPosition(in));
    }
    return new WriterAccount(
        landing, job, writer, writers, timeMillis, token, parts, progress, open);
  }
}
