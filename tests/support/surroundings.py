"""Know what this machine offers: a scratch folder for the whole run, PostgreSQL, Chromium."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp
from typing import NoReturn

import pytest

SCRATCH = "TENURE_TEST_SCRATCH"
VENDORS = ("sqlite", "postgresql")


def on_ci() -> bool:
    """Return whether everything must be there."""
    return os.environ.get("CI") == "true"


def missing(what: str) -> NoReturn:
    """Skip a test for want of something, or fail it where everything must be there."""
    if on_ci():
        pytest.fail(f"{what} is missing", pytrace=False)
    pytest.skip(f"{what} is missing")


def make_scratch() -> Path:
    """Make the folder that all workers of this run share; workers inherit its name."""
    path = Path(mkdtemp(prefix="tenure-tests-"))
    path.chmod(0o755)
    os.environ[SCRATCH] = str(path)
    return path


def forget_settings() -> None:
    """Keep the settings of whoever runs the tests out of them."""
    for name in [name for name in os.environ if name.startswith("TENURE_") and not name.startswith("TENURE_TEST_")]:
        del os.environ[name]
    # Hundreds of processes start; each would compile everything anew.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ["TENURE_HOME"] = str(scratch() / "home")
    (scratch() / "home" / "static").mkdir(parents=True)


def scratch() -> Path:
    """Return the folder that all workers of this run share."""
    return Path(os.environ[SCRATCH])


def tables() -> Path:
    """Return where the SQLite file with every table is, when somebody has made it."""
    return scratch() / "template.db"


def static_files() -> Path:
    """Return where stylesheets and scripts are as `tenure serve` collects them, when somebody has."""
    return scratch() / "static"


@contextmanager
def locked(name: str, *, shared: bool = False) -> Iterator[None]:
    """Hold a lock among the workers of this run."""
    with (scratch() / f"{name}.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_SH if shared else fcntl.LOCK_EX)
        yield


def chromium() -> str:
    """Return where Chromium is."""
    return shutil.which("chromium") or shutil.which("chromium-browser") or missing("chromium")
