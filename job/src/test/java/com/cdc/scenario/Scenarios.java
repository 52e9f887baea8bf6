package com.cdc.scenario;

import com.cdc.scenario.Change.Verb;
import com.cdc.scenario.Scenario.Beginning;
import com.cdc.scenario.Scenario.Traffic;
import com.cdc.scenario.Statement.Savepoint;
import com.cdc.scenario.Step.Copy;
import com.cdc.scenario.Step.CopyAndStop;
import com.cdc.scenario.Step.Fail;
import com.cdc.scenario.Step.Failure;
import com.cdc.scenario.Step.Idle;
import com.cdc.scenario.Step.Interleaved;
import com.cdc.scenario.Step.Prepared;
import com.cdc.scenario.Step.Resnapshot;
import com.cdc.scenario.Step.Transaction;
import com.cdc.scenario.Step.Uncaptured;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;
import net.jqwik.api.sessions.JqwikSession;

/** Random scenarios. */
final class Scenarios {

  private static final int GENERATED = 1000;

  private static final int FEW = 300;

  /** Several emissions, so that a checkpoint falls between two of them. */
  private static final int MANY = 20_000;

  private final Arbitrary<TableKind> table;

  private Scenarios(List<TableKind> tables) {
    table = Arbitraries.of(tables);
  }

  /** The scenario of a seed, always the same. */
  static Scenario of(long seed) {
    AtomicReference<Scenario> scenario = new AtomicReference<>();
    JqwikSession.run(() -> scenario.set(any().generator(GENERATED).next(new Random(seed)).value()));
    return scenario.get();
  }

  private static Arbitrary<Scenario> any() {
    return Arbitraries.of(TableKind.class)
        .list()
        .uniqueElements()
        .ofMinSize(1)
        .ofMaxSize(4)
        .flatMap(tables -> new Scenarios(tables).scenario(tables));
  }

  private Arbitrary<Scenario> scenario(List<TableKind> tables) {
    return Combinators.combine(
            Arbitraries.of(0, 20, 500),
            Arbitraries.of("32kb", "128kb", "1mb"),
            Arbitraries.integers().between(100, 300),
            Arbitraries.integers().between(0, 2),
            Arbitraries.of(Beginning.class),
            Arbitraries.of(Traffic.class),
            step().list().ofMinSize(6).ofMaxSize(14))
        .as(
            (rows, chunk, millis, before, beginning, traffic, steps) ->
                new Scenario(tables, rows, chunk, millis, before, beginning, traffic, steps));
  }

  private Arbitrary<Step> step() {
    return Arbitraries.frequencyOf(
        Tuple.of(10, transaction().map(Step.class::cast)),
        Tuple.of(2, copy()),
        Tuple.of(2, interleaved().map(Step.class::cast)),
        Tuple.of(1, prepared().map(Step.class::cast)),
        Tuple.of(1, Arbitraries.of(1, 1000).map(Uncaptured::new)),
        Tuple.of(1, Arbitraries.just(new Idle())),
        Tuple.of(4, failed().map(Step.class::cast)),
        Tuple.of(2, table.map(Resnapshot::new)));
  }

  private Arbitrary<Transaction> transaction() {
    Arbitrary<Statement> statement =
        Arbitraries.frequencyOf(
            Tuple.of(8, change(Verb.values()).map(Statement.class::cast)),
            Tuple.of(1, savepoint().map(Statement.class::cast)));
    return Combinators.combine(
            statement.list().ofMinSize(1).ofMaxSize(20),
            Arbitraries.frequency(Tuple.of(9, Step.End.COMMIT), Tuple.of(1, Step.End.ROLLBACK)))
        .as(Transaction::new);
  }

  private Arbitrary<Step> copy() {
    return table.flatMap(
        kind ->
            Arbitraries.of(
                new Copy(kind, FEW), new CopyAndStop(kind, kind.isToasted() ? MANY / 8 : MANY)));
  }

  private Arbitrary<Interleaved> interleaved() {
    return Combinators.combine(
            unlocking(),
            unlocking(),
            unlocking(),
            Arbitraries.of(Failure.HARD_STOP, Failure.CLEAN_STOP, Failure.WALSENDER_KILLED)
                .list()
                .ofMaxSize(1))
        .as(Interleaved::new);
  }

  private Arbitrary<Prepared> prepared() {
    return Combinators.combine(unlocking(), Arbitraries.of(Failure.class), unlocking())
        .as(Prepared::new);
  }

  private Arbitrary<Fail> failed() {
    return Combinators.combine(
            Arbitraries.frequency(
                Tuple.of(4, Failure.HARD_STOP),
                Tuple.of(1, Failure.CLEAN_STOP),
                Tuple.of(2, Failure.WALSENDER_KILLED),
                Tuple.of(1, Failure.DATABASE_CRASH)),
            Arbitraries.integers().between(0, 400))
        .as(Fail::new);
  }

  /** Statements that can run while another transaction is open. */
  private Arbitrary<List<Statement>> unlocking() {
    return change(verbsWithoutTruncate())
        .map(Statement.class::cast)
        .list()
        .ofMinSize(1)
        .ofMaxSize(5);
  }

  private Arbitrary<Savepoint> savepoint() {
    return Combinators.combine(
            change(Verb.values()).list().ofMinSize(1).ofMaxSize(4),
            Arbitraries.of(Savepoint.End.class))
        .as(Savepoint::new);
  }

  private Arbitrary<Change> change(Verb... verbs) {
    return Combinators.combine(
            Arbitraries.of(verbs),
            table,
            Arbitraries.integers().between(1, Change.KEYS),
            Arbitraries.integers().between(1, Change.KEYS),
            Arbitraries.integers().between(0, 99))
        .as(Change::new);
  }

  private static Verb[] verbsWithoutTruncate() {
    return Arrays.stream(Verb.values()).filter(v -> v != Verb.TRUNCATE).toArray(Verb[]::new);
  }
}
