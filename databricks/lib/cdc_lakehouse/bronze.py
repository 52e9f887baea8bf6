"""Bronze: how a table's directory of the landing is read, and whether all of it has arrived."""

import re
from datetime import datetime, timedelta, timezone

from .names import literal, quote, table_name

# every field a record may have beside the table's columns (docs/reference/record.md)
METADATA = {
    "__op": "STRING",
    "__deleted": "STRING",
    "__epoch": "INT",
    "__lsn": "BIGINT",
    "__seq": "BIGINT",
    "__ts_ms": "BIGINT",
    "__tx_id": "BIGINT",
    "ingestion_timestamp": "TIMESTAMP",
    "__unchanged": "ARRAY<STRING>",
    "__old_key": "STRING",
    "__before": "STRING",
    "__row": "STRING",
}
# where a reader keeps what it could not read: Auto Loader's column, and plain Spark's
RESCUED = {"cloudFiles": "_rescued_data", "json": "_corrupt_record"}
# PostgreSQL's largest value; Spark gives up a record with a string of more than 20,000,000 characters otherwise
LONGEST_STRING = 1 << 30
FILES = "ARRAY<STRUCT<path: STRING, rows: BIGINT, first: ARRAY<BIGINT>, last: ARRAY<BIGINT>>>"
VERSION = "position ARRAY<BIGINT>, columns ARRAY<STRUCT<name: STRING, type: STRING>>"


def schema(table):
    """The columns of a record, as DDL. Nothing is left to inference, which would make __lsn text."""
    columns = {**table["columns"], **METADATA}
    return ", ".join(f"{quote(name)} {kind}" for name, kind in columns.items())


def selection():
    """The columns of the bronze table; those that tell files apart come first, where Delta keeps statistics."""
    return ["_metadata.file_path AS __file", "current_timestamp() AS __loaded_at", "*"]


def creation(table, form):
    """Made in advance for what the first write cannot decide: names that need a mapping, types that may widen."""
    columns = f"`__file` STRING, `__loaded_at` TIMESTAMP, {schema(table)}, {RESCUED[form]} STRING"
    properties = {"delta.enableTypeWidening": "true"}
    if any(re.search(r"[ ,;{}()\n\t=]", name) for name in table["columns"]):
        properties["delta.columnMapping.mode"] = "name"
    listed = ", ".join(f"{literal(k)} = {literal(v)}" for k, v in properties.items())
    return f"CREATE TABLE IF NOT EXISTS {table_name(table['bronze'])} ({columns}) USING delta TBLPROPERTIES ({listed})"


def read(spark, table, form, landing, state, file_events):
    """The stream of what lands in the table's directory; `state` is the directory of its checkpoint."""
    reader = spark.readStream.format(form).option("maxStringLen", LONGEST_STRING)
    if form == "cloudFiles":
        for key, value in auto_loader(table, state, file_events).items():
            reader = reader.option(key, value)
    else:
        reader = reader.schema(f"{schema(table)}, {RESCUED[form]} STRING").option("recursiveFileLookup", "true")
    return reader.load(f"{landing}/{table['path']}").selectExpr(*selection())


def auto_loader(table, state, file_events):
    options = {
        "cloudFiles.format": "json",
        "cloudFiles.schemaLocation": f"{state}/schema",
        "cloudFiles.schemaHints": schema(table),
        # of columns that are not in the configuration
        "cloudFiles.inferColumnTypes": "true",
        "cloudFiles.schemaEvolutionMode": "addNewColumns",
        # or a column of the table named date or hour would be taken from the path
        "cloudFiles.partitionColumns": "",
        "rescuedDataColumn": RESCUED["cloudFiles"],
    }
    if file_events:
        options["cloudFiles.useManagedFileEvents"] = "true"
    return options


def unconfigured(spark, table, landing):
    """Columns that the newest version of the table has and the configuration has not, each with its type."""
    versions = spark.read.schema(VERSION).option("multiLine", "true").json(f"{landing}/_schemas/{table['path']}")
    versions.createOrReplaceTempView("cdc_versions")
    newest = spark.sql("SELECT max_by(columns, position) AS columns FROM cdc_versions").collect()[0]["columns"]
    return [f"{c['name']} {c['type']}" for c in newest or [] if c["name"] not in table["columns"]]


def unreadable(table, form):
    """Files with records that did not fit the schema; a torn line is a record without an operation."""
    return f"""
        SELECT __file AS file, count(*) AS records FROM {table_name(table['bronze'])}
        WHERE {RESCUED[form]} IS NOT NULL OR __op IS NULL
        GROUP BY __file ORDER BY __file"""


def days_before(as_of, days):
    """The dates on which a manifest of the last so many days can have been written, in UTC."""
    last = datetime.fromisoformat(as_of.replace("Z", "+00:00")) if as_of else datetime.now(timezone.utc)
    return [(last - timedelta(n)).date().isoformat() for n in range(days + 1)]


def show_manifests(spark, landing, dates):
    """Makes them the view cdc_manifests. Only these days are listed: a busy landing has thousands of manifests a day."""
    path = f"{landing}/_manifests/date={{{','.join(dates)}}}"
    try:
        spark.read.schema(f"time TIMESTAMP, files {FILES}").json(path).createOrReplaceTempView("cdc_manifests")
    except Exception as e:
        if "PATH_NOT_FOUND" not in str(e):
            raise
        none = f"SELECT CAST(NULL AS TIMESTAMP) AS time, CAST(NULL AS {FILES}) AS files WHERE false"
        spark.sql(none).createOrReplaceTempView("cdc_manifests")


def expected(as_of, settle_minutes, days):
    """The files that bronze must hold by now, by the view cdc_manifests."""
    now = f"CAST({literal(as_of)} AS TIMESTAMP)" if as_of else "current_timestamp()"
    return f"""
        SELECT split(file.path, '/')[0] AS directory, element_at(split(file.path, '/'), -1) AS name,
          file.rows, file.first, file.last
        FROM (SELECT explode(files) AS file FROM cdc_manifests
              WHERE time <= {now} - INTERVAL {int(settle_minutes)} MINUTES
                AND time > {now} - INTERVAL {int(days)} DAYS)"""


def compared(table):
    """Files of the view cdc_expected beside what bronze holds of them."""
    return f"""
        SELECT e.name, e.rows, e.first, e.last, coalesce(b.rows, 0) AS found, b.first AS found_first, b.last AS found_last,
          b.rows <=> e.rows AND b.first <=> e.first AND b.last <=> e.last AS same
        FROM cdc_expected e LEFT JOIN (
          SELECT element_at(split(__file, '/'), -1) AS name, count(*) AS rows,
            min(array(__epoch, __lsn, __seq)) AS first, max(array(__epoch, __lsn, __seq)) AS last
          FROM {table_name(table['bronze'])} GROUP BY 1) b ON b.name = e.name
        WHERE e.directory = {literal(table['path'])}"""


def summary(view):
    return f"""
        SELECT count(*) AS files, coalesce(sum(rows), 0) AS rows, coalesce(sum(found), 0) AS found,
          concat_ws(', ', min(first)) AS first, concat_ws(', ', max(last)) AS last,
          concat_ws(', ', min(found_first)) AS found_first, concat_ws(', ', max(found_last)) AS found_last,
          count_if(NOT same) AS differing,
          min_by(concat(name, ' (', found, ' of ', rows, ' rows)'), name) FILTER (WHERE NOT same) AS example
        FROM {view}"""
