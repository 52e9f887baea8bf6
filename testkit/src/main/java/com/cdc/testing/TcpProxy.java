package com.cdc.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A network between a client and a server on this machine, which can stop carrying anything. */
public final class TcpProxy implements AutoCloseable {

  private final ServerSocket listener;
  private final int target;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final Set<Socket> silent = ConcurrentHashMap.newKeySet();
  private final AtomicInteger allowance = new AtomicInteger();

  private TcpProxy(ServerSocket listener, int target) {
    this.listener = listener;
    this.target = target;
  }

  /** Listens on a port of its own and carries to the target port, both on the loopback address. */
  public static TcpProxy to(int target) {
    try {
      TcpProxy proxy =
          new TcpProxy(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), target);
      daemon(proxy::accept);
      return proxy;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public int port() {
    return listener.getLocalPort();
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

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
        sockets.add(client);
        sockets.add(server);
        daemon(() -> carry(client, server));
        daemon(() -> carry(server, client));
      } catch (IOException e) {
        // closed, or the server takes no connections now
      }
    }
  }

  private void carry(Socket from, Socket to) {
    byte[] buffer = new byte[1 << 16];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        out.write(buffer, 0, silent.contains(from) ? allowed(read) : read);
      }
    } catch (IOException e) {
      // one end is gone
    }
    if (!silent.contains(from)) {
      close(from);
      close(to);
    }
  }

  private int allowed(int bytes) {
    return bytes - Math.max(0, bytes - Math.max(0, allowance.getAndAdd(-bytes)));
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
