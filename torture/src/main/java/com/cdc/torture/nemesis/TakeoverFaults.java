package com.cdc.torture.nemesis;

import java.util.List;

/** What another instance of the job does to it. */
final class TakeoverFaults {

  private TakeoverFaults() {}

  static List<Fault> all() {
    return List.of(
        new Fault(
            "replaced while it is frozen",
            scene -> scene.subject().canBeReplaced(),
            (scene, random) -> scene.subject().replaceFrozen()));
  }
}
