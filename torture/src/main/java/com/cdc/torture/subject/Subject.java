package com.cdc.torture.subject;

import java.util.List;
import java.util.Map;

/** The job under torture, as processes of its own. One thread at a time. */
public interface Subject extends AutoCloseable {

  /** How {@link #ownEnds} begins where it ran before: nothing that heals may end it. */
  String ENDED = "ended";

  /** Starts it; returns at once. */
  void start();

  /** The JVMs of this moment by what they are, with their process ids. */
  Map<String, Long> processes();

  /** SIGKILL to one of {@link #processes}; its supervisor starts it again. */
  void kill(String process);

  /** A clean stop, then a start of another build with this parallelism. */
  void upgrade(Distribution build, int parallelism);

  /** Whether {@link #replaceFrozen} is possible: there is something that starts a second one. */
  default boolean canBeReplaced() {
    return false;
  }

  /**
   * Starts another instance beside the running one, freezes that until the other one has taken
   * over, and lets it go on: it has to end by itself.
   *
   * @return what came of it; if it is not what it has to be, {@link #ownEnds} says so, too
   */
  default String replaceFrozen() throws InterruptedException {
    throw new UnsupportedOperationException();
  }

  /** The final clean stop: everything that was read has landed when it returns. */
  void stop();

  /** How often something ended that the nemesis had not ended, each with the reason it gave. */
  List<String> ownEnds();

  @Override
  void close();
}
