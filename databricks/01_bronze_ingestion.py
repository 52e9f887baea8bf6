# Databricks notebook source
# MAGIC %md
# MAGIC # Bronze: every change as it landed, once
# MAGIC One stream for each table of `conf/tables.json`, which appends the files that are new since the last run.
# COMMAND ----------
import json
import os
import sys

sys.path.insert(0, os.path.join(os.getcwd(), "lib"))
from cdc_lakehouse import bronze
from cdc_lakehouse.names import quote

dbutils.widgets.text("config", "conf/tables.json")
dbutils.widgets.text("catalog", "")  # empty: the session's
dbutils.widgets.text("landing", "")  # empty: the configuration's
dbutils.widgets.text("checkpoints", "/Volumes/main/landing/checkpoints")
dbutils.widgets.text("format", "cloudFiles")  # json: the reader of plain Spark
dbutils.widgets.text("file_events", "true")  # false: list the landing
dbutils.widgets.text("tables", "")  # such as warehouse.stock_item,warehouse.stock_movement; empty: all

form = dbutils.widgets.get("format")
file_events = dbutils.widgets.get("file_events") == "true"
with open(dbutils.widgets.get("config"), encoding="utf-8") as file:
    conf = json.load(file)
landing = dbutils.widgets.get("landing") or conf["landing"]
only = {name for name in dbutils.widgets.get("tables").split(",") if name}
tables = [t for t in conf["tables"] if not only or t["source"] in only]
if dbutils.widgets.get("catalog"):
    spark.sql(f"SET CATALOG {quote(dbutils.widgets.get('catalog'))}")
# COMMAND ----------
# plain Spark takes up no new column by itself: better to read nothing than to drop one
if form == "json":
    unknown = {t["source"]: bronze.unconfigured(spark, t, landing) for t in tables}
    listed = "; ".join(f"{source}: {', '.join(columns)}" for source, columns in unknown.items() if columns)
    if listed:
        raise ValueError(f"The landing has columns that {dbutils.widgets.get('config')} has not: {listed}. Nothing was "
                         "read. Write it anew with cdc lakehouse, or add them there, and run this again.")
# COMMAND ----------
queries = {}
for table in tables:
    spark.sql(f"CREATE SCHEMA IF NOT EXISTS {quote(table['bronze'].split('.')[0])}")
    spark.sql(bronze.creation(table, form))
    state = f"{dbutils.widgets.get('checkpoints')}/bronze/{table['path']}"
    queries[table["source"]] = (
        bronze.read(spark, table, form, landing, state, file_events)
        .writeStream.format("delta").option("checkpointLocation", state).option("mergeSchema", "true")
        .trigger(availableNow=True).toTable(table["bronze"]))
# COMMAND ----------
failed = {}
for source, query in queries.items():
    try:
        query.awaitTermination()
    except Exception as e:
        failed[source] = e
if failed:
    raise RuntimeError("\n".join(f"{source}: {e}" for source, e in failed.items()))
