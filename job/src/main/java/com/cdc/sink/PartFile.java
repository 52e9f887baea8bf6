package com.cdc.sink;

import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * A part file and what is in it.
 *
 * @param path under the landing
 */
record PartFile(String path, long bytes, PartContent content) {

  void write(DataOutputView out) throws IOException {
    out.writeUTF(path);
    out.writeLong(bytes);
    content.write(out);
  }

  static PartFile read(DataInputView in) throws IOException {
    return new PartFile(in.readUTF(), in.readLong(), PartContent.read(in));
  }
}
