"""Silver tables from the change records in bronze: generated Spark SQL, standard library only.

No module imports pyspark, so that the same text runs in a notebook and in the project's tests.
"""
