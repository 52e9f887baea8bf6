package com.cdc.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Forwards connections to a server whose answers come through at a limited rate only. */
public final class SlowProxy implements AutoCloseable {

  // what waits in the sockets' buffers is past the limit for one side and not for the other
  private static final int BUFFER_BYTES = 1 << 16;

  private final ServerSocket listener;
  private final int port;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final AtomicLong forwarded = new AtomicLong();
  private volatile long bytesPerSecond;

  private SlowProxy(ServerSocket listener, int port, long bytesPerSecond) {
    this.listener = listener;
    this.port = port;
    this.bytesPerSecond = bytesPerSecond;
  }

  /** Listens on the loopback address for connections to {@code port}. */
  public static SlowProxy to(int port, long bytesPerSecond) {
    try {
      SlowProxy proxy =
          new SlowProxy(
              new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), port, bytesPerSecond);
      proxy.threads.execute(proxy::accept);
      return proxy;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public int port() {
    return listener.getLocalPort();
  }

  /** From now on everything comes through at once. */
  public void hurry() {
    bytesPerSecond = Long.MAX_VALUE;
  }

  /** Bytes of the server's answers that have come through, of all connections. */
  public long forwarded() {
    return forwarded.get();
  }

  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      threads.shutdownNow();
    }
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        client.setSendBufferSize(BUFFER_BYTES);
        Socket server = new Socket();
        server.setReceiveBufferSize(BUFFER_BYTES);
        server.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        threads.execute(() -> questions(client, server));
        threads.execute(() -> answers(server, client));
      } catch (IOException e) {
        // closed, or the server is not there: the client will notice
      }
    }
  }

  private static void questions(Socket from, Socket to) {
    try (from;
        to) {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException e) {
      // one of the two ended
    }
  }

  private void answers(Socket from, Socket to) {
    byte[] bytes = new byte[BUFFER_BYTES];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int n = in.read(bytes); n >= 0; n = in.read(bytes)) {
        out.write(bytes, 0, n);
        forwarded.addAndGet(n);
        LockSupport.parkNanos((long) (n * 1e9 / bytesPerSecond));
      }
    } catch (IOException e) {
      // one of the two ended
    }
  }
}
