package com.cdc.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The job as its snapshot left it, to be resumed from there for each run: its checkpoints, and what
 * its landing hides from readers, as the manifest that the checkpoint refers to. The snapshot's
 * rows are not kept, so that they are not counted.
 */
record Primed(Path directory) {

  /** Keeps what the task has, which has stopped. */
  void save(Task task) throws IOException {
    Directories.copy(task.checkpoints(), directory.resolve(Task.CHECKPOINTS));
    Path landing = directory.resolve(Task.LANDING);
    Directories.copy(task.landing(), landing);
    for (Path file : VisibleFiles.in(landing).keySet()) {
      Files.delete(file);
    }
  }

  /** Gives the task, which has nothing yet, what was kept. */
  void restore(Task task) throws IOException {
    Directories.copy(directory.resolve(Task.CHECKPOINTS), task.checkpoints());
    Directories.delete(task.landing());
    Directories.copy(directory.resolve(Task.LANDING), task.landing());
  }
}
