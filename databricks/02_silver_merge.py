# Databricks notebook source
# MAGIC %md
# MAGIC # Silver: the tables as they are in PostgreSQL
# MAGIC
# MAGIC Merges what is new in bronze. Any order of files and any repetition gives the same tables
# MAGIC (`lib/cdc_lakehouse`). `silver.<table>` has the live rows, `silver.<table>_history` all versions.

# COMMAND ----------
import json
import os
import sys

lib = os.path.join(os.getcwd(), "lib")
sys.path.insert(0, lib)
from cdc_lakehouse.batch import create_views
from cdc_lakehouse.names import quote
from cdc_lakehouse.purge import purge

dbutils.widgets.text("config", "conf/tables.json", "Tables")
dbutils.widgets.text("catalog", "", "Catalog; empty: the session's")
dbutils.widgets.text("checkpoints", "/Volumes/main/landing/checkpoints", "Directory of the streams' checkpoints")
dbutils.widgets.text("tables", "", "Source tables, separated by commas; empty: all")
dbutils.widgets.text("purge_after_days", "", "Remove rows deleted so many days ago; empty: keep them as tombstones")

with open(dbutils.widgets.get("config"), encoding="utf-8") as file:
    tables = json.load(file)["tables"]
only = [name.strip() for name in dbutils.widgets.get("tables").split(",") if name.strip()]
tables = [table for table in tables if not only or table["source"] in only]
checkpoints = dbutils.widgets.get("checkpoints")

# COMMAND ----------
if dbutils.widgets.get("catalog"):
    spark.sql(f"SET CATALOG {quote(dbutils.widgets.get('catalog'))}")
for schema in sorted({table["silver"].split(".")[0] for table in tables}):
    spark.sql(f"CREATE SCHEMA IF NOT EXISTS `{schema}`")

# COMMAND ----------
def merger(table, lib):
    def merge(batch, number):
        # serverless compute calls this in a process of its own, which has to find lib anew
        import sys
        if lib not in sys.path:
            sys.path.insert(0, lib)
        from cdc_lakehouse.batch import apply_batch
        apply_batch(batch.sparkSession, batch, table)

    return merge


streams = [
    # rows that somebody deletes from bronze are no news
    spark.readStream.option("skipChangeCommits", "true").table(table["bronze"]).writeStream
    .option("checkpointLocation", f"{checkpoints}/silver/{table['silver']}")
    .queryName(f"silver {table['silver']}")
    .foreachBatch(merger(table, lib))
    .trigger(availableNow=True)
    .start()
    for table in tables
]
for stream in streams:
    stream.awaitTermination()

# COMMAND ----------
for table in tables:
    create_views(spark, table)
    if dbutils.widgets.get("purge_after_days"):
        purge(spark, table, dbutils.widgets.get("purge_after_days"))
