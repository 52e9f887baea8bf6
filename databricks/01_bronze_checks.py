# Databricks notebook source
# MAGIC %md
# MAGIC # Checks of bronze: was everything read, and has everything arrived?
# MAGIC 1. No record was set aside because it did not fit its table's schema.
# MAGIC 2. Of every file that the landing's manifests list, bronze holds as many rows, from the same first to the same
# MAGIC    last position.
# COMMAND ----------
import json
import os
import sys

sys.path.insert(0, os.path.join(os.getcwd(), "lib"))
from cdc_lakehouse import bronze
from cdc_lakehouse.names import quote

dbutils.widgets.text("config", "conf/tables.json")
dbutils.widgets.text("catalog", "")
dbutils.widgets.text("landing", "")
dbutils.widgets.text("format", "cloudFiles")
dbutils.widgets.text("tables", "")
dbutils.widgets.text("as_of", "")  # when bronze began to read; empty: now
dbutils.widgets.text("settle_minutes", "15")  # a file event may come as much later than its file
dbutils.widgets.text("days", "3")  # manifests that are older were compared by earlier runs

form = dbutils.widgets.get("format")
as_of, days = dbutils.widgets.get("as_of"), int(dbutils.widgets.get("days"))
with open(dbutils.widgets.get("config"), encoding="utf-8") as file:
    conf = json.load(file)
landing = dbutils.widgets.get("landing") or conf["landing"]
only = {name for name in dbutils.widgets.get("tables").split(",") if name}
tables = [t for t in conf["tables"] if not only or t["source"] in only]
if dbutils.widgets.get("catalog"):
    spark.sql(f"SET CATALOG {quote(dbutils.widgets.get('catalog'))}")
problems = []
# COMMAND ----------
for table in tables:
    for row in spark.sql(bronze.unreadable(table, form)).collect():
        problems.append(f"{table['bronze']}: {row['records']} records of {row['file']} do not fit the schema "
                        f"(see their {bronze.RESCUED[form]})")
# COMMAND ----------
bronze.show_manifests(spark, landing, bronze.days_before(as_of, days))
spark.sql(bronze.expected(as_of, dbutils.widgets.get("settle_minutes"), days)).createOrReplaceTempView("cdc_expected")
lines = []
for table in tables:
    spark.sql(bronze.compared(table)).createOrReplaceTempView("cdc_compared")
    row = spark.sql(bronze.summary("cdc_compared")).collect()[0]
    lines.append(f"{table['source']}: {row['files']} files, {row['rows']} rows, ({row['first']}) to ({row['last']})")
    if row["differing"]:
        problems.append(
            f"{table['bronze']}: {row['differing']} of {row['files']} files are not as they landed, such as "
            f"{row['example']}. The manifests list {row['rows']} rows, ({row['first']}) to ({row['last']}); of these "
            f"files bronze has {row['found']}, ({row['found_first']}) to ({row['found_last']})")
# COMMAND ----------
if problems:
    raise ValueError("Bronze is not what landed; silver was left as it is. README.md says what to do.\n"
                     + "\n".join(problems))
print("\n".join(lines))
dbutils.notebook.exit("\n".join(lines))
