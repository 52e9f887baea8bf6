package com.cdc.stores;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The way to a plain HTTP server on this machine, on which requests meet faults. What is sent is
 * carried as it is, so that signatures stay valid.
 */
public final class HttpFaults implements AutoCloseable {

  private final ServerSocket listener;
  private final int target;
  private final List<Injected> injected = new CopyOnWriteArrayList<>();
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

  private HttpFaults(ServerSocket listener, int target) {
    this.listener = listener;
    this.target = target;
  }

  /** Listens on a port of its own and carries to the target port, both on the loopback address. */
  public static HttpFaults to(int target) {
    try {
      HttpFaults faults =
          new HttpFaults(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), target);
      daemon(faults::accept);
      return faults;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public int port() {
    return listener.getLocalPort();
  }

  /** A fault that is in force until {@link #end}. */
  public final class Injected {

    private final HttpFault fault;
    private final AtomicInteger seen = new AtomicInteger();
    private final AtomicInteger hits = new AtomicInteger();

    private Injected(HttpFault fault) {
      this.fault = fault;
    }

    /** How many requests it has happened to. */
    public int hits() {
      return hits.get();
    }

    public void end() {
      injected.remove(this);
    }

    private boolean happensTo(String request) {
      return fault.requests().matcher(request).find()
          && seen.incrementAndGet() % fault.every() == 0
          && hits.getAndUpdate(n -> Math.min(n + 1, fault.times())) < fault.times();
    }
  }

  /** From now on; of several faults the first that applies happens. */
  public Injected inject(HttpFault fault) {
    Injected added = new Injected(fault);
    injected.add(added);
    return added;
  }

  /** From now on everything is carried. */
  public void endAll() {
    injected.clear();
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        sockets.add(client);
        daemon(() -> serve(client));
      } catch (IOException e) {
        // closed
      }
    }
  }

  private void serve(Socket client) {
    try (client;
        Socket server = new Socket(InetAddress.getLoopbackAddress(), target)) {
      sockets.add(server);
      new FaultyConnection(client, server, this::fault).serve();
      sockets.remove(server);
    } catch (IOException e) {
      // one end is gone
    } finally {
      sockets.remove(client);
    }
  }

  private Optional<HttpFault> fault(String request) {
    return injected.stream()
        .filter(added -> added.happensTo(request))
        .map(added -> added.fault)
        .findFirst();
  }

  private static void daemon(Runnable task) {
    Thread thread = new Thread(task, "http-faults");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() {
    try {
      listener.close();
      for (Socket socket : sockets) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
