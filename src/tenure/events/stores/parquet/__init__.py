"""The stream in Parquet files."""
