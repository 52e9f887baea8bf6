package com.cdc.orphans;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.Path;

/**
 * All that lies under the places of checkpoints and savepoints, of every job, read as bytes: the
 * state of Flink's file writers has the names of what it needs as they are, so whatever is not
 * named there is needed by none of them.
 */
final class States {

  private static final int ATTEMPTS = 5;

  private final Set<Path> read = new HashSet<>();
  private final TokenSearch search;
  private int complete;

  private States(TokenSearch search) {
    this.search = search;
  }

  /**
   * Reads them all, also those that a running job makes meanwhile.
   *
   * @throws IOException also if they are replaced faster than they can be read
   */
  static States search(Collection<String> uris, Collection<String> tokens) throws IOException {
    States states = new States(new TokenSearch(tokens));
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      boolean all = true;
      for (String uri : uris) {
        all &= states.readAll(Tree.files(uri, name -> true));
      }
      if (all) {
        return states;
      }
    }
    throw new IOException(
        "The checkpoints under %s are replaced faster than they can be read. Try again, or when"
                .formatted(uris)
            + " the job is stopped.");
  }

  /**
   * How many checkpoints and savepoints are complete, which is to say that they can be restored.
   */
  int complete() {
    return complete;
  }

  /** Those of the tokens that are needed. */
  Set<String> needed() {
    return search.found();
  }

  /** Whether none went away meanwhile: what it needed may be needed by one made since. */
  private boolean readAll(List<FileStatus> files) throws IOException {
    boolean all = true;
    for (FileStatus file : files) {
      if (!read.contains(file.getPath())) {
        all &= readOne(file.getPath());
      }
    }
    return all;
  }

  private boolean readOne(Path file) throws IOException {
    try (InputStream in = file.getFileSystem().open(file)) {
      search.search(in);
    } catch (FileNotFoundException e) {
      return false;
    } catch (IOException e) {
      if (file.getFileSystem().exists(file)) {
        throw new IOException("Cannot read " + file + " of a checkpoint", e);
      }
      return false;
    }
    read.add(file);
    complete += file.getName().equals("_metadata") ? 1 : 0;
    return true;
  }
}
