package com.cdc.stores;

import java.nio.file.Path;
import java.util.Map;

/** An object store on loopback, whose objects are also files of a local directory. */
public interface TestStore extends AutoCloseable {

  /** The URI of a path in the store, for {@code landing.uri}. */
  String uri(String path);

  /** Where the object or directory of that path is found on the local disk. */
  Path file(String path);

  /** What the plugin needs to know, by Flink's keys. */
  Map<String, String> settings();
}
