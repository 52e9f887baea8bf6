package com.cdc.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** A network between a client and a server on this machine, which can fail in the usual ways. */
public final class TcpProxy implements AutoCloseable {

  private static final long UNLIMITED = Long.MAX_VALUE;

  // what waits in the sockets' buffers is past a limit for one side and not for the other
  private static final int BUFFER_BYTES = 1 << 16;

  private enum Mode {
    CARRIES,
    /** Connections are closed as soon as they are made. */
    CUT,
    /** Connections are made and carry nothing, then or later. */
    SILENT
  }

  private final ServerSocket listener;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final Set<Socket> silent = ConcurrentHashMap.newKeySet();
  private final AtomicInteger allowance = new AtomicInteger();
  private final AtomicLong answered = new AtomicLong();
  private volatile int target;
  private volatile Mode mode = Mode.CARRIES;
  private volatile long bytesPerSecond = UNLIMITED;

  private TcpProxy(ServerSocket listener, int target) {
    this.listener = listener;
    this.target = target;
  }

  /** Listens on a port of its own and carries to the target port, both on the loopback address. */
  public static TcpProxy to(int target) {
    return to(target, UNLIMITED);
  }

  /** The same with a {@link #limit} from the start. */
  public static TcpProxy to(int target, long bytesPerSecond) {
    try {
      TcpProxy proxy =
          new TcpProxy(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), target);
      proxy.limit(bytesPerSecond);
      daemon(proxy::accept);
      return proxy;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public int port() {
    return listener.getLocalPort();
  }

  /** Bytes of the server's answers that have come through, of all connections. */
  public long answered() {
    return answered.get();
  }

  /** Breaks the connections of this moment; later ones are carried to another port. */
  public void redirect(int port) {
    target = port;
    sockets.forEach(TcpProxy::close);
    sockets.clear();
  }

  /**
   * The connections of this moment stay open and carry nothing any more, as behind a firewall that
   * has forgotten them; later ones are carried.
   */
  public void dropSilently() {
    dropSilentlyAfter(0);
  }

  /** The same once they have carried so many bytes more, all together. */
  public void dropSilentlyAfter(int bytes) {
    allowance.set(bytes);
    silent.addAll(sockets);
  }

  /** The same for those that are made until {@link #mend}. */
  public void swallow() {
    mode = Mode.SILENT;
    dropSilently();
  }

  /** All connections of this moment end with a reset. */
  public void reset() {
    for (Socket socket : sockets) {
      try {
        socket.setSoLinger(true, 0);
      } catch (IOException e) {
        // it is closed already
      }
      close(socket);
    }
  }

  /** The same, and no other can be made until {@link #mend}. */
  public void cut() {
    mode = Mode.CUT;
    reset();
  }

  /** Each connection carries no more than this in each direction, until {@link #mend}. */
  public void limit(long newBytesPerSecond) {
    bytesPerSecond = newBytesPerSecond;
  }

  /** Later connections are carried, and all at full speed. */
  public void mend() {
    mode = Mode.CARRIES;
    bytesPerSecond = UNLIMITED;
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        connect(listener.accept());
      } catch (IOException e) {
        // closed, or the server takes no connections now
      }
    }
  }

  private void connect(Socket client) throws IOException {
    sockets.add(client);
    if (mode == Mode.SILENT) {
      silent.add(client);
      return;
    }
    if (mode == Mode.CUT) {
      forget(client);
      return;
    }
    client.setSendBufferSize(BUFFER_BYTES);
    Socket server = new Socket();
    try {
      server.setReceiveBufferSize(BUFFER_BYTES);
      server.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target));
    } catch (IOException e) {
      forget(client);
      throw e;
    }
    sockets.add(server);
    daemon(() -> carry(client, server, new AtomicLong()));
    daemon(() -> carry(server, client, answered));
  }

  private void carry(Socket from, Socket to, AtomicLong carried) {
    byte[] buffer = new byte[BUFFER_BYTES];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        out.write(buffer, 0, silent.contains(from) ? allowed(read) : read);
        carried.addAndGet(read);
        if (bytesPerSecond != UNLIMITED) {
          LockSupport.parkNanos((long) (read * 1e9 / bytesPerSecond));
        }
      }
    } catch (IOException e) {
      // one end is gone
    }
    if (!silent.contains(from)) {
      forget(from);
      forget(to);
    }
  }

  private int allowed(int bytes) {
    return bytes - Math.max(0, bytes - Math.max(0, allowance.getAndAdd(-bytes)));
  }

  private void forget(Socket socket) {
    close(socket);
    sockets.remove(socket);
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void daemon(Runnable task) {
    Thread thread = new Thread(task, "tcp-proxy");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() {
    try {
      listener.close();
      sockets.forEach(TcpProxy::close);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
