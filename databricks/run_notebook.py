"""Runs one of these notebooks with open-source Spark and Delta, in place of Databricks.

usage: spark-submit --packages io.delta:delta-spark_4.1_2.13:4.3.1 \\
         --conf spark.sql.extensions=io.delta.sql.DeltaSparkSessionExtension \\
         --conf spark.sql.catalog.spark_catalog=org.apache.spark.sql.delta.catalog.DeltaCatalog \\
         --conf spark.sql.session.timeZone=UTC \\
         run_notebook.py NOTEBOOK [WIDGET=VALUE ...]

docs/guides/lakehouse.md shows the steps in their order.
"""

import os
import sys
import types

from pyspark.sql import SparkSession

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "lib"))
from cdc_lakehouse import gold


class Exit(Exception):
    """dbutils.notebook.exit"""


class Widgets:
    def __init__(self, given):
        self.given = given
        self.values = {}

    def text(self, name, default, label=None):
        self.values[name] = self.given.get(name, default)

    def get(self, name):
        return self.values[name]


def leave(value):
    raise Exit(value)


def main():
    notebook = os.path.abspath(sys.argv[1])
    widgets = dict(argument.split("=", 1) for argument in sys.argv[2:])
    spark = SparkSession.builder.enableHiveSupport().getOrCreate()
    if notebook.endswith(".sql"):
        for statement in gold.statements(notebook, {"catalog": "spark_catalog", **widgets}):
            spark.sql(statement)
        return
    os.chdir(os.path.dirname(notebook))  # where a notebook of a workspace runs
    dbutils = types.SimpleNamespace(widgets=Widgets(widgets), notebook=types.SimpleNamespace(exit=leave))
    with open(notebook, encoding="utf-8") as file:
        code = compile(file.read(), notebook, "exec")
    try:
        exec(code, {"spark": spark, "dbutils": dbutils, "__name__": "__main__"})
    except Exit as end:
        print(end)


main()
