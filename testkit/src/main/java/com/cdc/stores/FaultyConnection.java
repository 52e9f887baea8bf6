package com.cdc.stores;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/** One client's connection through {@link HttpFaults}, and its own to the server. */
final class FaultyConnection {

  private final Socket client;
  private final InputStream fromClient;
  private final OutputStream toClient;
  private final InputStream fromServer;
  private final OutputStream toServer;
  private final Function<String, Optional<HttpFault>> faults;

  FaultyConnection(Socket client, Socket server, Function<String, Optional<HttpFault>> faults)
      throws IOException {
    this.client = client;
    this.faults = faults;
    fromClient = new BufferedInputStream(client.getInputStream());
    toClient = new BufferedOutputStream(client.getOutputStream());
    fromServer = new BufferedInputStream(server.getInputStream());
    toServer = new BufferedOutputStream(server.getOutputStream());
  }

  /** Carries requests and answers until either side ends the connection, or a fault does. */
  void serve() throws IOException {
    for (Optional<HttpHead> next = HttpHead.read(fromClient);
        next.isPresent();
        next = HttpHead.read(fromClient)) {
      HttpHead request = next.get();
      if (request.header("Expect").isPresent()) {
        new HttpHead("HTTP/1.1 100 Continue", List.of()).write(toClient);
        toClient.flush();
      }
      Optional<HttpFault> fault = faults.apply(request.request());
      if (fault.isEmpty()) {
        carry(request, toClient);
      } else {
        happen(fault.get(), request);
      }
    }
  }

  private void happen(HttpFault fault, HttpHead request) throws IOException {
    switch (fault.kind()) {
      case ANSWER -> answer(fault, request);
      case RESET -> reset();
      case LOST_ANSWER -> {
        carry(request, OutputStream.nullOutputStream());
        reset();
      }
      case DELAY -> {
        LockSupport.parkNanos(fault.delay().toNanos());
        carry(request, toClient);
      }
    }
  }

  private void carry(HttpHead request, OutputStream answerTo) throws IOException {
    // the body comes without the server having asked for it
    request.without("Expect").write(toServer);
    request.carryBody(fromClient, toServer);
    HttpHead answer =
        HttpHead.read(fromServer).orElseThrow(() -> new IOException("No answer to " + request));
    answer.write(answerTo);
    if (!request.line().startsWith("HEAD ") && answer.status() != 204 && answer.status() != 304) {
      answer.carryBody(fromServer, answerTo);
    }
    answerTo.flush();
  }

  private void answer(HttpFault fault, HttpHead request) throws IOException {
    request.carryBody(fromClient, OutputStream.nullOutputStream());
    byte[] body = request.line().startsWith("HEAD ") ? new byte[0] : fault.body().getBytes(UTF_8);
    new HttpHead(
            "HTTP/1.1 " + fault.status() + " Injected",
            List.of("Content-Type: application/xml", "Content-Length: " + body.length))
        .write(toClient);
    toClient.write(body);
    toClient.flush();
  }

  /** RST: what is on its way is lost. */
  private void reset() throws IOException {
    client.setSoLinger(true, 0);
    client.close();
    throw new IOException("reset");
  }
}
