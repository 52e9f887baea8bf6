package com.cdc.stores;

import java.time.Duration;
import java.util.regex.Pattern;

/**
 * What happens to some requests instead of what they ask for.
 *
 * @param requests method and target of those that meet it
 * @param every so many of them, counted: 1 is each
 * @param times it happens at most
 * @param status of the answer, where there is one
 * @param delay before the request is carried on
 */
public record HttpFault(
    Kind kind, Pattern requests, int every, int times, int status, String body, Duration delay) {

  public enum Kind {
    /** Answered without being carried on. */
    ANSWER,
    /** The connection is reset before the server hears of it. */
    RESET,
    /** The server carries it out, and the connection is reset instead of its answer. */
    LOST_ANSWER,
    /** Carried on later. */
    DELAY
  }

  public static HttpFault answer(int status, String body) {
    return new HttpFault(Kind.ANSWER, status, body, Duration.ZERO);
  }

  public static HttpFault reset() {
    return new HttpFault(Kind.RESET, 0, "", Duration.ZERO);
  }

  public static HttpFault lostAnswer() {
    return new HttpFault(Kind.LOST_ANSWER, 0, "", Duration.ZERO);
  }

  public static HttpFault delay(Duration delay) {
    return new HttpFault(Kind.DELAY, 0, "", delay);
  }

  private HttpFault(Kind kind, int status, String body, Duration delay) {
    this(kind, Pattern.compile(""), 1, Integer.MAX_VALUE, status, body, delay);
  }

  /** Only requests in which this is found, such as {@code ^PUT .*[?]partNumber}. */
  public HttpFault on(String request) {
    return new HttpFault(kind, Pattern.compile(request), every, times, status, body, delay);
  }

  public HttpFault every(int nth) {
    return new HttpFault(kind, requests, nth, times, status, body, delay);
  }

  public HttpFault times(int most) {
    return new HttpFault(kind, requests, every, most, status, body, delay);
  }
}
