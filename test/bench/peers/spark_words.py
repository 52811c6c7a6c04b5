"""Counts the words of a file with Spark on two threads: word<TAB>count, in the order of the words' bytes."""

import sys

from pyspark.sql import SparkSession
from pyspark.sql.functions import col, explode, split

spark = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false").getOrCreate()
words = spark.read.text(sys.argv[1]).select(explode(split(col("value"), " ")).alias("word"))
counts = words.where(col("word") != "").groupBy("word").count().orderBy("word")
for row in counts.toLocalIterator():
    sys.stdout.write(f"{row['word']}\t{row['count']}\n")
spark.stop()
