# Databricks notebook source
"""Merges tables of change records as batches and says how long each took."""
import json
import sys
import time

dbutils.widgets.text("lib", "")
dbutils.widgets.text("table", "")
dbutils.widgets.text("batches", "")
sys.path.insert(0, dbutils.widgets.get("lib"))
from cdc_lakehouse.batch import apply_batch

# COMMAND ----------
spark.sql("CREATE SCHEMA IF NOT EXISTS silver_figures")
seconds = []
for batch in json.loads(dbutils.widgets.get("batches")):
    records, begin = spark.table(batch), time.monotonic()
    apply_batch(records.sparkSession, records, json.loads(dbutils.widgets.get("table")))
    seconds.append(round(time.monotonic() - begin, 1))
dbutils.notebook.exit(json.dumps(seconds))
