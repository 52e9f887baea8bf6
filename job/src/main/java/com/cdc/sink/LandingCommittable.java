package com.cdc.sink;

import java.util.List;
import org.apache.flink.connector.file.sink.FileSinkCommittable;
import org.jspecify.annotations.Nullable;

/**
 * What one writer hands over with one checkpoint: all its files, and its account of them. One for
 * every writer and checkpoint, also without files, so that a manifest is known to be complete.
 *
 * @param files in the order of the account's parts
 * @param account null of files that were written before there were manifests
 */
record LandingCommittable(List<FileSinkCommittable> files, @Nullable WriterAccount account) {

  LandingCommittable {
    files = List.copyOf(files);
  }
}
