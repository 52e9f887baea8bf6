package com.cdc.orphans;

import com.cdc.config.StorageConfig;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What failed attempts left in the landing, and no checkpoint or savepoint needs.
 *
 * <p>Only names that Flink's writers and ours give to unfinished things are looked at, only those
 * that nothing has written to for a while, and of these, one that is named in any state is kept.
 *
 * @param orphans what may go, oldest first
 * @param needed how many are kept because a checkpoint or savepoint names them
 * @param younger how many are too young to be judged: a running job may be at work on them
 * @param states how many complete checkpoints and savepoints were read
 * @param places where these were looked for
 * @param notes what could not be looked at, and why
 */
public record Orphans(
    List<Orphan> orphans,
    int needed,
    int younger,
    int states,
    Set<String> places,
    List<String> notes) {

  public Orphans {
    orphans = List.copyOf(orphans);
    places = Set.copyOf(places);
    notes = List.copyOf(notes);
  }

  /**
   * Looks for them; changes nothing.
   *
   * @param places further ones of checkpoints and savepoints, beside those that are configured
   * @throws OrphansException if the states cannot be searched
   */
  public static Orphans find(
      StorageConfig config, Collection<String> places, Duration olderThan, Instant now)
      throws IOException {
    StatePlaces states = StatePlaces.of(config, places);
    List<String> notes = new ArrayList<>();
    // before the states: one that is made from now on names nothing that is as old
    List<Leftover> leftovers = leftovers(config, notes);
    List<Leftover> old =
        leftovers.stream()
            .filter(leftover -> !leftover.since().isAfter(now.minus(olderThan)))
            .sorted(Comparator.comparing(Leftover::since))
            .toList();
    Set<String> tokens = old.stream().flatMap(l -> l.tokens().stream()).collect(Collectors.toSet());
    States searched = States.search(states.uris(), tokens);
    List<Orphan> orphans =
        old.stream()
            .filter(leftover -> Collections.disjoint(leftover.tokens(), searched.needed()))
            .map(leftover -> new Orphan(leftover, Duration.between(leftover.since(), now)))
            .toList();
    return new Orphans(
        orphans,
        old.size() - orphans.size(),
        leftovers.size() - old.size(),
        searched.complete(),
        states.uris(),
        notes);
  }

  private static List<Leftover> leftovers(StorageConfig config, List<String> notes)
      throws IOException {
    String landing = config.landing().uri();
    List<Leftover> leftovers = new ArrayList<>(HiddenFiles.find(landing));
    leftovers.addAll(GcsPieces.find(landing, config.flink()));
    try {
      leftovers.addAll(S3Uploads.find(landing));
    } catch (UnsupportedOperationException e) {
      notes.add(String.valueOf(e.getMessage()));
    }
    return leftovers;
  }

  /** The least age that is safe to delete by while the pipeline may be running. */
  public static Duration safeAge(StorageConfig config) {
    return StatePlaces.safeAge(config);
  }

  /**
   * There is a checkpoint or savepoint: without any, the place is more likely wrong than empty.
   *
   * @throws OrphansException if there is none
   */
  public void requireStates() {
    if (states == 0) {
      throw new OrphansException(
          "There is no complete checkpoint or savepoint at %s, so nothing says what is needed, and"
                  .formatted(places)
              + " nothing is deleted. Name the place where they are: --checkpoint URI.");
    }
  }

  /** Together, as far as their sizes are known. */
  public long bytes() {
    return orphans.stream().mapToLong(orphan -> Math.max(0, orphan.bytes())).sum();
  }
}
