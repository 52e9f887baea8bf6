package com.cdc.stores;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/** What may happen to a request on its way to the endpoint, and to the answer on its way back. */
interface AdlsFault {

  AdlsFault NONE = (request, endpoint) -> endpoint.answer(request);

  /** The endpoint itself. */
  interface Endpoint {
    AdlsReply answer(AdlsRequest request) throws IOException;
  }

  /** An exception closes the connection without an answer. */
  AdlsReply answer(AdlsRequest request, Endpoint endpoint) throws IOException;

  /** Requests are refused, and not carried out. */
  static AdlsFault refuse(AdlsError error) {
    return (request, endpoint) -> error.reply();
  }

  /** The connection ends before the request is carried out. */
  static AdlsFault cut() {
    return (request, endpoint) -> {
      throw new IOException("cut");
    };
  }

  /** The request is carried out, and the connection ends before the answer. */
  static AdlsFault loseAnswer() {
    return (request, endpoint) -> {
      endpoint.answer(request);
      throw new IOException("cut");
    };
  }

  /** Requests are carried out later. */
  static AdlsFault delay(Duration delay) {
    return (request, endpoint) -> {
      LockSupport.parkNanos(delay.toNanos());
      return endpoint.answer(request);
    };
  }

  /** Only every n-th request meets the fault. */
  default AdlsFault every(int n) {
    AtomicInteger requests = new AtomicInteger();
    return when(request -> requests.incrementAndGet() % n == 0);
  }

  /** Only the first n requests that would meet the fault meet it. */
  default AdlsFault times(int n) {
    AtomicInteger left = new AtomicInteger(n);
    return when(request -> left.getAndDecrement() > 0);
  }

  /** Only requests of a kind meet the fault. */
  default AdlsFault when(Predicate<AdlsRequest> kind) {
    return (request, endpoint) ->
        kind.test(request) ? answer(request, endpoint) : endpoint.answer(request);
  }
}
