package com.cdc.health;

import com.cdc.metrics.MetricStore;
import com.cdc.terminal.LiveLines;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Shows on a terminal, anew every second, how far the running job is. */
public final class LiveProgress implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(LiveProgress.class);

  private static final Duration LOOK = Duration.ofSeconds(1);

  private final MetricStore metrics;
  private final LiveLines lines;
  private final Pace pace = new Pace();
  private final ScheduledExecutorService thread;

  private LiveProgress(MetricStore metrics, LiveLines lines) {
    this.metrics = metrics;
    this.lines = lines;
    thread =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread started = new Thread(task, "cdc-live-progress");
              started.setDaemon(true);
              return started;
            });
  }

  /**
   * Shows it from now on.
   *
   * @param lines are closed with this
   */
  @SuppressWarnings("FutureReturnValueIgnored") // the looks end with their thread
  public static LiveProgress start(MetricStore metrics, LiveLines lines) {
    LiveProgress progress = new LiveProgress(metrics, lines);
    progress.thread.scheduleWithFixedDelay(
        progress::look, LOOK.toMillis(), LOOK.toMillis(), TimeUnit.MILLISECONDS);
    return progress;
  }

  private void look() {
    try {
      RunFigures figures = RunFigures.of(metrics.samples());
      lines.show(RunLines.of(figures, pace.perSecond(System.nanoTime(), figures.rowsRead())));
    } catch (RuntimeException e) {
      LOG.warn("Cannot show how far the job is", e); // and go on
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
    lines.close();
  }
}
