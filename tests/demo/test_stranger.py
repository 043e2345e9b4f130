"""The demo knows of Tenure only what any client knows."""

import subprocess
import sys

ASKED = """
import sys
import tenure.demo.living
tops = {name.partition(".")[0] for name in sys.modules}
print(sorted(tops & {"django", "duckdb", "psycopg", "sqlite3", "polars"}))
print(sorted({".".join(name.split(".")[:2]) for name in sys.modules if name.startswith("tenure.")}))
"""


def test_the_demo_loads_no_database_no_django_and_no_room_but_the_kernel():
    loaded = subprocess.run([sys.executable, "-c", ASKED], capture_output=True, text=True, check=True).stdout

    assert loaded.splitlines() == ["[]", "['tenure.demo', 'tenure.kernel']"]
