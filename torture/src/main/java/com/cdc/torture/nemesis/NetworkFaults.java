package com.cdc.torture.nemesis;

import com.cdc.testing.TcpProxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.function.Predicate;

/** What happens between the job and the database, and between the job and the store. */
final class NetworkFaults {

  private NetworkFaults() {}

  static List<Fault> all() {
    List<Fault> faults =
        new ArrayList<>(of("database", scene -> true, scene -> scene.servers().network()));
    faults.addAll(
        of("store", scene -> scene.store().isPresent(), scene -> scene.store().orElseThrow()));
    return faults;
  }

  private static List<Fault> of(
      String where, Predicate<Scene> possible, Function<Scene, TcpProxy> network) {
    return List.of(
        new Fault(
            where + " connections reset",
            possible,
            (scene, random) -> {
              network.apply(scene).reset();
              return "";
            }),
        new Fault(
            where + " network cut",
            possible,
            (scene, random) -> {
              network.apply(scene).cut();
              return mendLater(network.apply(scene), random, 20);
            }),
        new Fault(
            where + " connections half-open",
            possible,
            (scene, random) -> {
              network.apply(scene).dropSilently();
              return "";
            }),
        new Fault(
            where + " network swallows everything",
            possible,
            (scene, random) -> {
              network.apply(scene).swallow();
              return mendLater(network.apply(scene), random, 40);
            }),
        new Fault(
            where + " network slow",
            possible,
            (scene, random) -> {
              long rate = 20_000L << random.nextInt(6);
              network.apply(scene).limit(rate);
              return mendLater(network.apply(scene), random, 25)
                  + " at %d kB/s".formatted(rate / 1000);
            }));
  }

  private static String mendLater(TcpProxy network, Random random, int mostSeconds)
      throws InterruptedException {
    int millis = random.nextInt(mostSeconds * 1000);
    Thread.sleep(millis);
    network.mend();
    return "for %d ms".formatted(millis);
  }
}
