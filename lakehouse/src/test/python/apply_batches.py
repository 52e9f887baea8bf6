# Databricks notebook source
"""Appends directories of records to bronze, one after the other, and merges each as a batch of its own."""
import json
import sys

dbutils.widgets.text("lib", "")
dbutils.widgets.text("table", "")
dbutils.widgets.text("columns", "")
dbutils.widgets.text("batches", "[]")
dbutils.widgets.text("purge_after_days", "")
dbutils.widgets.text("bronze", "append")
sys.path.insert(0, dbutils.widgets.get("lib"))
from cdc_lakehouse.batch import apply_batch, create_views
from cdc_lakehouse.purge import purge

METADATA = ("__op STRING, __deleted STRING, __epoch INT, __lsn BIGINT, __seq BIGINT, __ts_ms BIGINT, "
            "__unchanged ARRAY<STRING>, __old_key STRING, __row STRING, ingestion_timestamp TIMESTAMP")
table = json.loads(dbutils.widgets.get("table"))

# COMMAND ----------
for name in (table["bronze"], table["silver"]):
    spark.sql("CREATE SCHEMA IF NOT EXISTS " + name.split(".")[0])
for batch in json.loads(dbutils.widgets.get("batches")):
    records = spark.read.schema(dbutils.widgets.get("columns") + ", " + METADATA).json(batch)
    if dbutils.widgets.get("bronze") == "append":
        records.write.format("delta").mode("append").option("mergeSchema", "true").saveAsTable(table["bronze"])
    apply_batch(records.sparkSession, records, table)

# COMMAND ----------
create_views(spark, table)
if dbutils.widgets.get("purge_after_days"):
    purge(spark, table, dbutils.widgets.get("purge_after_days"))
