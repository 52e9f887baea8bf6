package com.cdc.verify;

import com.cdc.event.Position;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Puts the manifests into the order of {@code previous}, and proves that they are one chain in
 * which each source goes on where it was.
 *
 * <p>A job that has lost its state and begins a new epoch begins another chain; that is right if
 * each of its positions is of a later epoch than all that its source had landed.
 */
final class ManifestChain {

  /** Where a walk stands: a manifest, and what those before it say. */
  private record Step(Manifest manifest, Map<String, Manifest.Range> before, boolean complete) {}

  private static final class Epochs {
    long least = Long.MAX_VALUE;
    long greatest;
  }

  private final Map<String, Manifest> manifests = new LinkedHashMap<>();
  private final Map<String, List<Manifest>> followers = new HashMap<>();
  private final Faults faults;
  private final List<Manifest> ordered = new ArrayList<>();
  private final Set<String> walked = new HashSet<>();
  private final Map<String, Manifest.Range> reached = new HashMap<>();
  private final Map<String, List<WaitingRows>> waiting = new HashMap<>();
  private final Map<String, Epochs> landed = new HashMap<>();

  /**
   * Rows of a source that the last manifest of a chain tells to be missing.
   *
   * @param from the first of them
   * @param epoch the last epoch of that chain
   */
  record WaitingRows(Position from, long epoch) {

    boolean include(Position position) {
      return position.epoch() <= epoch && position.compareTo(from) >= 0;
    }
  }

  private ManifestChain(List<Manifest> all, Faults faults) {
    this.faults = faults;
    all.forEach(manifest -> manifests.put(manifest.name(), manifest));
    for (Manifest manifest : all) {
      if (manifest.previous() != null) {
        followers.computeIfAbsent(manifest.previous(), p -> new ArrayList<>()).add(manifest);
      }
    }
  }

  /** Walks the chain; what is wrong with it is added to the faults. */
  static ManifestChain of(List<Manifest> all, Faults faults) {
    ManifestChain chain = new ManifestChain(all, faults);
    chain.walkAll();
    return chain;
  }

  /** All manifests, each after the one that it follows. */
  List<Manifest> ordered() {
    return ordered;
  }

  /** How far each source was read, by the last manifest that names it. */
  Map<String, Manifest.Range> reached() {
    return reached;
  }

  /** Whether the row may be missing, because it waits for a file that is large enough. */
  boolean mayWait(String source, Position row) {
    return waiting.getOrDefault(source, List.of()).stream().anyMatch(rows -> rows.include(row));
  }

  /** Whether a file that begins with this row may be of a later checkpoint than all manifests. */
  boolean mayStillCome(String source, Position first) {
    Manifest.Range range = reached.get(source);
    return mayWait(source, first)
        || (range != null && first.compareTo(new Position(range.epoch(), range.to(), 0)) >= 0);
  }

  private void walkAll() {
    Manifest first = null;
    for (Manifest manifest : manifests.values()) {
      if (manifest.previous() == null) {
        Map<String, Epochs> epochs = walk(manifest, true);
        if (first != null && !isNewBeginning(epochs)) {
          faults.add(
              "Manifests %s and %s are both the first of a chain (`previous` is null): a second job"
                  + " writes into this landing, or one began anew without its state. Give each job"
                  + " a landing of its own, and move what one of them wrote out of this one",
              first.name(), manifest.name());
        }
        first = first == null ? manifest : first;
        epochs.forEach(
            (source, its) -> {
              Epochs before = landed.computeIfAbsent(source, s -> new Epochs());
              before.greatest = Math.max(before.greatest, its.greatest);
            });
      }
    }
    followers.forEach(
        (name, after) -> {
          if (!manifests.containsKey(name)) {
            faults.add(
                "Manifest %s is missing, which %s follows: what it lists cannot be proved. Restore"
                    + " it from a copy of the store",
                name, after.get(0).name());
            reportFork(name, after);
            after.forEach(manifest -> walk(manifest, false));
          }
        });
    for (Manifest manifest : manifests.values()) {
      if (walked.add(manifest.name())) {
        faults.add("Manifest %s follows itself by way of others: it was altered", manifest.name());
        ordered.add(manifest);
      }
    }
  }

  /** Walks one chain with all its branches, and returns the epochs of each source's files. */
  private Map<String, Epochs> walk(Manifest root, boolean complete) {
    Map<String, Epochs> epochs = new HashMap<>();
    Deque<Step> steps = new ArrayDeque<>();
    steps.push(new Step(root, new HashMap<>(), complete));
    while (!steps.isEmpty()) {
      Step step = steps.pop();
      Manifest manifest = step.manifest();
      ordered.add(manifest);
      walked.add(manifest.name());
      Map<String, Manifest.Range> known = step.before();
      checkRanges(step);
      manifest.sources().forEach(range -> known.put(range.source(), range));
      manifest.files().forEach(file -> checkEpochs(step, file, epochs));
      List<Manifest> after = followers.getOrDefault(manifest.name(), List.of());
      reportFork(manifest.name(), after);
      if (after.isEmpty()) {
        end(known);
      }
      for (int i = after.size() - 1; i >= 0; i--) {
        steps.push(new Step(after.get(i), i == 0 ? known : new HashMap<>(known), step.complete()));
      }
    }
    return epochs;
  }

  private void reportFork(String name, List<Manifest> after) {
    if (after.size() > 1) {
      faults.add(
          "Manifests %s and %s both follow %s: two jobs wrote at the same time, or one was restored"
              + " from an older checkpoint than its last and landed again what had landed. Keep the"
              + " branch that the running job goes on with, which ends with the newest manifest;"
              + " move the other branch's manifests and the files that they list out of the landing",
          after.get(0).name(), after.get(1).name(), name);
    }
  }

  private void end(Map<String, Manifest.Range> known) {
    known.forEach(
        (source, range) -> {
          reached.merge(source, range, ManifestChain::later);
          if (range.open() != null) {
            waiting
                .computeIfAbsent(source, s -> new ArrayList<>())
                .add(new WaitingRows(range.open(), range.epoch()));
          }
        });
  }

  private static Manifest.Range later(Manifest.Range one, Manifest.Range other) {
    Position a = new Position(one.epoch(), one.to(), 0);
    Position b = new Position(other.epoch(), other.to(), 0);
    return a.compareTo(b) > 0 ? one : other;
  }

  private void checkRanges(Step step) {
    for (Manifest.Range range : step.manifest().sources()) {
      String fault = RangeCheck.fault(step.before().get(range.source()), range, step.complete());
      if (fault != null) {
        faults.add("Manifest %s: source %s %s", step.manifest().name(), range.source(), fault);
      }
    }
  }

  private void checkEpochs(Step step, Manifest.Part file, Map<String, Epochs> epochs) {
    Epochs its = epochs.computeIfAbsent(file.source(), s -> new Epochs());
    its.least = Math.min(its.least, file.first().epoch());
    its.greatest = Math.max(its.greatest, file.last().epoch());
    Manifest.Range range = named(step.manifest(), file.source());
    // a snapshot of a new epoch lands before its stream begins
    boolean changes = file.last().seq() > 0;
    if (changes && range != null && file.last().epoch() > range.epoch()) {
      faults.add(
          "Manifest %s lists %s, which goes to epoch %d, but says that source %s is in epoch %d:"
              + " it was altered, or this is a defect of the job",
          step.manifest().name(), file.path(), file.last().epoch(), file.source(), range.epoch());
    }
  }

  private static Manifest.@Nullable Range named(Manifest manifest, String source) {
    for (Manifest.Range range : manifest.sources()) {
      if (range.source().equals(source)) {
        return range;
      }
    }
    return null;
  }

  private boolean isNewBeginning(Map<String, Epochs> epochs) {
    return epochs.entrySet().stream()
        .allMatch(
            entry -> {
              Epochs before = landed.get(entry.getKey());
              return before == null || entry.getValue().least > before.greatest;
            });
  }
}
