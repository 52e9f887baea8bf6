"""Gold: which rows have to be computed anew, by the change feeds of silver's tables."""

import re

from .names import quote

CELL = re.compile(r"^-- COMMAND -+\s*$", re.MULTILINE)
# how these notebooks name a parameter, which Databricks puts in; Delta's parser does not take it
PARAMETER = re.compile(r"IDENTIFIER\(:(\w+)\)")
FEED = "delta.enableChangeDataFeed"


class NoFeed(Exception):
    """What changed is not known."""


def statements(notebook, parameters):
    """The statements of an SQL notebook, one a cell, with their parameters put in."""
    with open(notebook, encoding="utf-8") as file:
        cells = CELL.split(file.read())
    without_notes = ("\n".join(line for line in cell.splitlines() if not line.startswith("--")) for cell in cells)
    return [PARAMETER.sub(lambda found: quote(parameters[found[1]]), statement.strip())
            for statement in without_notes if statement.strip()]


def version_with_feed(spark, source):
    """The newest version of the table, which has its change feed on."""
    properties = spark.sql(f"SHOW TBLPROPERTIES {source}").collect()
    if not any(p["key"] == FEED and p["value"] == "true" for p in properties):
        spark.sql(f"ALTER TABLE {source} SET TBLPROPERTIES ('{FEED}' = 'true')")
    return spark.sql(f"DESCRIBE HISTORY {source} LIMIT 1").collect()[0]["version"]


def changed(spark, key, seen, now):
    """Makes the view gold_changed of the keys that changed after `seen`, up to `now`, and returns how many there are."""
    parts = []
    for number, (source, version) in enumerate(now.items()):
        if source not in seen or seen[source] > version:
            raise NoFeed(f"{source} was not looked at before")
        if seen[source] == version:
            continue
        view = f"gold_feed_{number}"
        try:
            (spark.read.option("readChangeFeed", "true").option("startingVersion", seen[source] + 1)
                .option("endingVersion", version).table(source).createOrReplaceTempView(view))
            spark.sql(f"SELECT count(*) FROM {view}").collect()
        except Exception as e:
            raise NoFeed(f"the change feed of {source} from version {seen[source] + 1} cannot be read: {e}") from e
        parts.append(f"SELECT {key} FROM {view} WHERE {key} IS NOT NULL")
    if not parts:
        return 0
    spark.sql(f"SELECT DISTINCT {key} FROM ({' UNION ALL '.join(parts)})").createOrReplaceTempView("gold_changed")
    return spark.sql("SELECT count(*) AS n FROM gold_changed").collect()[0]["n"]


def remember(progress, versions):
    values = ", ".join(f"('{source}', {version})" for source, version in versions.items())
    return (f"MERGE INTO {progress} t USING (SELECT * FROM VALUES {values} AS v(source, version)) s "
            "ON t.source = s.source WHEN MATCHED THEN UPDATE SET * WHEN NOT MATCHED THEN INSERT *")
