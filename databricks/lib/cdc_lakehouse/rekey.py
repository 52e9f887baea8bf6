"""Key changes that left TOASTed columns out.

The value of such a column is that of the old key's newest record before the key change. The old key may have a new
row by now, may itself be the result of a key change, and its record may come in this batch, an earlier or a later one.
So each such key change is remembered as a move, in a table beside the target, with the best value found so far and its
path (positions.py). A batch looks again at the moves whose old key it touches, and at those that follow from them.

A value is looked for in the batch, in the target's row of the old key, among the moves onto the old key, and in bronze
where the target cannot know: it has forgotten the value when the row of the old key is missing or has a newer one.
"""

import uuid

from .events import select_events, value_path, without_keys
from .names import equal_keys, listed, literal, quote, table_name, view_name
from .positions import PATHS, POSITION, newer, position
from .schema import create_table, evolve
from .silver import row_path


class Rekey:
    """One batch's moves. `columns` are those of the target, so that older and wider values fit."""

    def __init__(self, spark, table, moves, target, columns, gaps, floor):
        self.spark, self.table, self.moves, self.target = spark, table, moves, target
        self.keys, self.columns, self.floor = table["keys"], columns, floor
        self.gaps = [name for name, _ in columns if name in gaps and name not in self.keys]
        self.token = uuid.uuid4().hex
        self.events = view_name(table["source"], "events")

    def resolve(self, new):
        """Finds the values that this batch makes known.

        new -- whether the batch has moves of its own

        Returns a query for the values as events, None if there are none.
        """
        self._create()
        if new:
            self._insert_moves()
        number, touched = 0, self._touched_by_batch()
        # a key change is newer than what it follows from, so that this ends
        while self._find(touched, number):
            number, touched = number + 1, self._touched_by_moves(number)
        return self._as_events() if number else None

    def _find(self, touched, number):
        found = self.spark.sql(self._count(touched)).collect()[0]
        if found["moves"]:
            self.spark.sql(self._update(touched, found["forgotten"] > 0, self._stamp(number)))
        return found["moves"] > 0

    def _stamp(self, number):
        return literal(f"{self.token}:{number}")

    def _create(self):
        kinds = dict(self.columns)
        old = ", ".join(f"{quote(key)}: {kinds[key]}" for key in self.keys)
        internal = [("__pos", POSITION), ("__old", f"STRUCT<{old}>"), ("__un", "ARRAY<STRING>"), ("__ts_ms", "BIGINT"),
                    ("__colpos", PATHS), ("__touched", "STRING")]
        self.spark.sql(create_table(self.moves, self.columns, internal))
        for statement in evolve(self.moves, self.spark.table(self.moves).dtypes, self.columns):
            self.spark.sql(statement)

    def _insert_moves(self):
        kinds = dict(self.columns)
        ddl = literal(", ".join(f"{quote(key)} {kinds[key]}" for key in self.keys))
        found = (f"SELECT {listed(self.keys)}, __pos, any_value(from_json(__old_key, {ddl})) AS __old, "
                 f"any_value(__moved) AS __un, any_value(__ts_ms) AS __ts_ms FROM {self.events} "
                 f"WHERE __op <> 't' AND size(__moved) > 0 GROUP BY {listed(self.keys)}, __pos")
        names = [*self.keys, "__pos", "__old", "__un", "__ts_ms"]
        self.spark.sql(
            f"MERGE INTO {self.moves} t USING ({found}) s ON {equal_keys(self.keys, 't', 's')} AND t.__pos = s.__pos "
            f"WHEN NOT MATCHED THEN INSERT ({listed(names)}) VALUES ({listed(names, 's.')})")

    def _touched_by_batch(self):
        move = f"{listed(self.keys, 'm.')}, m.__pos, m.__old"
        new = (f"SELECT {move} FROM {self.moves} m LEFT SEMI JOIN (SELECT * FROM {self.events} WHERE size(__moved) > 0) e "
               f"ON {equal_keys(self.keys, 'm', 'e')} AND m.__pos = e.__pos")
        late = (f"SELECT {move} FROM {self.moves} m LEFT SEMI JOIN (SELECT * FROM {self.events} WHERE __op <> 't') e "
                f"ON {self._old_key('e')} AND e.__pos < m.__pos")
        return f"{new} UNION {late}"

    def _touched_by_moves(self, number):
        return (f"SELECT {listed(self.keys, 'm.')}, m.__pos, m.__old FROM {self.moves} m "
                f"LEFT SEMI JOIN (SELECT * FROM {self.moves} WHERE __touched = {self._stamp(number)}) e "
                f"ON {self._old_key('e')} AND e.__pos < m.__pos")

    def _old_key(self, other):
        return " AND ".join(f"m.__old.{quote(key)} = {other}.{quote(key)}" for key in self.keys)

    def _update(self, touched, forgotten, stamp):
        """Takes for each column the newest value that is older than the key change."""
        sources = [self._values(self.events, value_path, "WHERE __op <> 't'"),
                   self._values(f"{self.target} t", row_path), self._values(f"{self.moves} t", self._move_path)]
        if forgotten:
            bronze = table_name(self.table["bronze"])
            records = select_events(bronze, self.spark.table(bronze).dtypes, self.columns)
            sources.append(self._values(f"({records})", value_path, "WHERE __op <> 't'"))
        older = [f"IF(get(e.__v{i}, 0) < m.__pos, e.__v{i}, NULL)" for i in range(len(self.gaps))]
        best = ", ".join(f"max_by(e.{quote(c)}, {path}) AS {quote(c)}, max({path}) AS __v{i}"
                         for i, (c, path) in enumerate(zip(self.gaps, older)))
        found = (f"SELECT {listed(self.keys, 'm.')}, m.__pos, {best} FROM ({touched}) m "
                 f"LEFT JOIN ({' UNION ALL '.join(sources)}) e ON {self._old_key('e')} "
                 f"GROUP BY {listed(self.keys, 'm.')}, m.__pos")
        sets, entries = [], []
        for i, column in enumerate(self.gaps):
            known = f"try_element_at(t.__colpos, {literal(column)})"
            path = f"IF(s.__v{i} IS NULL, NULL, concat(array(t.__pos), s.__v{i}))"
            better = f"(array_contains(t.__un, {literal(column)}) AND {newer(path, known)})"
            sets.append(f"{quote(column)} = IF({better}, s.{quote(column)}, t.{quote(column)})")
            entries.append(f"struct({literal(column)} AS key, IF({better}, {path}, {known}) AS value)")
        kept = f"filter(array({', '.join(entries)}), e -> e.value IS NOT NULL)"
        return (f"MERGE INTO {self.moves} t USING ({found}) s ON {equal_keys(self.keys, 't', 's')} "
                f"AND t.__pos = s.__pos WHEN MATCHED THEN UPDATE SET {', '.join(sets)}, "
                f"__colpos = map_from_entries({kept}), __touched = {stamp}")

    def _values(self, relation, path, where=""):
        values = ", ".join(f"{quote(c)}, {path(c)} AS __v{i}" for i, c in enumerate(self.gaps))
        return f"SELECT {listed(self.keys)}, {values} FROM {relation} {where}"

    def _move_path(self, column):
        return (f"IF(array_contains(t.__un, {literal(column)}), "
                f"coalesce(try_element_at(t.__colpos, {literal(column)}), array(t.__pos)), NULL)")

    def _count(self, touched):
        """How many moves are touched, and of how many the target does not know what the old key had."""
        masked = " OR ".join(f"get({row_path(c)}, 0) > m.__pos" for c in self.gaps)
        early = f" OR m.__pos < {position(self.floor)}" if self.floor else ""
        return (f"SELECT count(*) AS moves, count_if(t.__pos IS NULL OR {masked}{early}) AS forgotten "
                f"FROM ({touched}) m LEFT JOIN {self.target} t ON {self._old_key('t')}")

    def _as_events(self):
        """An event at the key change's own position that has the values found, and nothing else."""
        names = [name for name, _ in self.columns]
        rest = ", ".join(literal(name) for name, _ in without_keys(self.columns, self.keys))
        none = "CAST(array() AS ARRAY<STRING>)"
        return (f"SELECT {listed(names)}, __pos, CAST(NULL AS {POSITION}) AS __vpos, 'u' AS __op, false AS __del, "
                f"array_except(array({rest}), map_keys(__colpos)) AS __un, {none} AS __moved, "
                f"CAST(NULL AS STRING) AS __old_key, __ts_ms, CAST(NULL AS STRING) AS __row, __colpos AS __paths "
                f"FROM {self.moves} WHERE startswith(__touched, {literal(self.token)}) AND size(__colpos) > 0")
