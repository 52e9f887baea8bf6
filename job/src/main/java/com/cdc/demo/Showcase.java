package com.cdc.demo;

import com.cdc.event.Operation;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;

/** Shows what landed: the directories, and one line each of an insert, an update and a delete. */
record Showcase(LandedFiles landed) {

  private static final List<Operation> SAMPLES =
      List.of(Operation.CREATE, Operation.UPDATE, Operation.DELETE);

  void print(Path landing, PrintStream out) {
    out.println();
    out.println(landing);
    landed
        .filesByDirectory()
        .forEach((directory, files) -> out.printf("  %s  %,d files%n", directory, files));
    for (Operation operation : SAMPLES) {
      LandedFiles.Sample sample = landed.sample(operation);
      if (sample != null) {
        out.println();
        out.printf("%s, in %s:%n  %s%n", name(operation), sample.file(), sample.line());
      }
    }
    out.println();
  }

  private static String name(Operation operation) {
    return switch (operation) {
      case READ -> "A row of the snapshot";
      case CREATE -> "An insert";
      case UPDATE -> "An update";
      case DELETE -> "A delete";
      case TRUNCATE -> "A truncate";
    };
  }
}
