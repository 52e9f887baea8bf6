package com.cdc.sink;

import java.io.IOException;

/** State that this version of the program cannot know. */
final class LaterVersion {

  private LaterVersion() {}

  /**
   * The version is known.
   *
   * @param what of the state, for the message
   * @throws IOException if it is a later one
   */
  static void refuse(String what, int version, int known) throws IOException {
    if (version > known) {
      throw new IOException(
          ("A later version of this program wrote the checkpoint: its %s are of version %d, this"
                  + " program knows those up to %d. Start the later version.")
              .formatted(what, version, known));
    }
  }
}
