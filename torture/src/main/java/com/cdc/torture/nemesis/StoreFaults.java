package com.cdc.torture.nemesis;

import com.cdc.stores.HttpFault;
import com.cdc.stores.HttpFaults.Injected;
import java.util.List;
import java.util.Random;

/** What an object store answers. */
final class StoreFaults {

  private StoreFaults() {}

  static List<Fault> all() {
    return List.of(
        answers("store out of order", 503, "ServiceUnavailable", ""),
        answers("store throttles every third request", 503, "SlowDown", "every third"),
        answers("store full", 507, "InsufficientStorage", "^PUT|^POST"),
        answers("access to the landing denied", 403, "AccessDenied", "/landing/"),
        answers(
            "checkpoints cannot be written",
            503,
            "ServiceUnavailable",
            "^(PUT|POST).*/checkpoints/"),
        new Fault(
            "answers of the store lost",
            scene -> scene.requests().isPresent(),
            (scene, random) -> inject(scene, random, HttpFault.lostAnswer().every(4))));
  }

  private static Fault answers(String name, int status, String code, String requests) {
    String body = "<Error><Code>%s</Code><Message>torture</Message></Error>".formatted(code);
    HttpFault fault = HttpFault.answer(status, body);
    HttpFault chosen =
        switch (requests) {
          case "" -> fault;
          case "every third" -> fault.every(3);
          default -> fault.on(requests);
        };
    return new Fault(
        name,
        scene -> scene.requests().isPresent(),
        (scene, random) -> inject(scene, random, chosen));
  }

  private static String inject(Scene scene, Random random, HttpFault fault)
      throws InterruptedException {
    int millis = 1_000 + random.nextInt(25_000);
    Injected injected = scene.requests().orElseThrow().inject(fault);
    Thread.sleep(millis);
    injected.end();
    return "for %d ms, %d requests".formatted(millis, injected.hits());
  }
}
