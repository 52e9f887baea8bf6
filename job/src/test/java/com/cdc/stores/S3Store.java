package com.cdc.stores;

import java.nio.file.Path;
import java.util.Map;

/** An {@link S3Server} as one of the stores that the same tests run on. */
final class S3Store implements TestStore {

  private final S3Server server;

  private S3Store(S3Server server) {
    this.server = server;
  }

  static S3Store start(Path directory) {
    return new S3Store(S3Server.start(directory));
  }

  int port() {
    return server.port();
  }

  @Override
  public String uri(String path) {
    return server.uri(path);
  }

  @Override
  public Path file(String path) {
    return server.file(path);
  }

  @Override
  public Map<String, String> settings() {
    return server.settings();
  }

  @Override
  public void close() {
    server.close();
  }
}
