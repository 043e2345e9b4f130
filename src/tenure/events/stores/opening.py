"""Open the place where this process keeps the stream."""

from tenure.events.stores.base import Store
from tenure.events.stores.parquet.store import ParquetStore
from tenure.platform.home import current


def open_store() -> Store:
    """Return the store of this process's home."""
    return ParquetStore(current())
