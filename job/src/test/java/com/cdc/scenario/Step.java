package com.cdc.scenario;

import java.util.List;

/** What happens next in a scenario. Each that commits something does so before the next begins. */
sealed interface Step {

  enum Failure {
    /** The pipeline ends without a last checkpoint and starts again from the newest. */
    HARD_STOP,
    CLEAN_STOP,
    WALSENDER_KILLED,
    DATABASE_CRASH
  }

  enum End {
    COMMIT,
    ROLLBACK
  }

  void happenIn(ScenarioRun run) throws Exception;

  /** One transaction of these statements. */
  record Transaction(List<Statement> statements, End end) implements Step {

    @Override
    public void happenIn(ScenarioRun run) throws Exception {
      run.database().transaction(statements, end);
    }
  }

  /** One transaction that copies new rows in. */
  record Copy(TableKind table, int rows) implements Step {

    @Override
    public void happenIn(ScenarioRun run) throws Exception {
      run.database().copy(table, rows);
    }
  }

  /** One that is large, in the middle of which the pipeline is stopped, if it can be caught. */
  record CopyAndStop(TableKind table, int rows) implements Step {

    /** More than what lands beside it. */
    private static final int PART_BYTES = 500_000;

    @Override
    public void happenIn(ScenarioRun run) throws Exception {
      long before = run.landedBytes(table);
      run.database().copy(table, rows);
      run.awaitLandedBytes(table, before + PART_BYTES);
      run.fail(Failure.HARD_STOP);
    }
  }

  /**
   * Two transactions on two connections: the first begins, the second begins and commits, the first
   * ends. Meanwhile the stream comes to rest, and the pipeline may fail.
   */
  record Interleaved(
      List<Statement> first, List<Statement> second, List<Statement> last, List<Failure> meanwhile)
      implements Step {

    @Override
    public void happenIn(ScenarioRun run) throws Exception {
      run.database()
          .interleaved(
              this,
              () -> {
                run.idle();
                for (Failure failure : meanwhile) {
                  run.fail(failure);
                }
              });
    }
  }

  /** A transaction that is prepared, and committed after a failure and another transaction. */
  record Prepared(List<Statement> statements, Failure failure, List<Statement> meanwhile)
      implements Step {

    @Override
    public void happenIn(ScenarioRun run) throws Exception {
      run.database().prepared(this, () -> run.fail(failure));
    }
  }

  /** Changes of a table that is not captured. */
  record Uncaptured(int rows) implements Step {

    @Override
    public void happenIn(ScenarioRun run) {
      run.database().uncaptured(rows);
    }
  }

  /** Nothing, until the slot is confirmed up to the end of the log. */
  record Idle() implements Step {

    @Override
    public void happenIn(ScenarioRun run) {
      run.idle();
    }
  }

  record Fail(Failure failure, int afterMillis) implements Step {

    @Override
    public void happenIn(ScenarioRun run) throws Exception {
      run.pause(afterMillis);
      run.fail(failure);
    }
  }

  record Resnapshot(TableKind table) implements Step {

    @Override
    public void happenIn(ScenarioRun run) {
      run.resnapshot(table);
    }
  }
}
