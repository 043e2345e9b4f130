"""Find the clients that `make` has installed beside the project."""

from pathlib import Path

from tests.support.surroundings import missing

_FOLDER = Path(__file__).parents[2] / ".venv/clients"


def installed(path: str) -> Path:
    """Return a file or folder of an installed client, or end the test."""
    found = _FOLDER / path
    return found if (_FOLDER.parent / ".clients").exists() and found.exists() else missing(f"the client {path}")
