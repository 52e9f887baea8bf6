package com.cdc.stores;

import com.cdc.testing.Storage;
import java.nio.file.Path;
import java.util.Map;

/** An object store on loopback, whose objects are also files of a local directory. */
public interface TestStore extends AutoCloseable {

  /** The URI of a path in the store, for {@code landing.uri}. */
  String uri(String path);

  /** Where the object or directory of that path is found on the local disk. */
  Path file(String path);

  /** A place of its own in the store. */
  default Storage storage(String path) {
    return new Storage(uri(path), file(path));
  }

  /** What the plugin needs to know, by Flink's keys. */
  Map<String, String> settings();
}
