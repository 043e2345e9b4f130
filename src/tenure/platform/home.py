"""Know where everything on disk lives: one folder, `TENURE_HOME`."""

import secrets
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from tempfile import gettempdir


@dataclass(frozen=True, slots=True)
class Home:
    """The folder that holds all state of one Tenure."""

    path: Path

    @property
    def inbox(self) -> Path:
        """Return the SQLite file of the inbox."""
        return self.path / "inbox.db"

    @property
    def state(self) -> Path:
        """Return the SQLite file of the state."""
        return self.path / "state.db"

    @property
    def secret_key_file(self) -> Path:
        """Return the file of the signing key that was made with the home."""
        return self.path / "secret.key"

    @property
    def worker_lock(self) -> Path:
        """Return the file whose lock makes one worker the leader."""
        return self.path / "worker.lock"

    @property
    def run_dir(self) -> Path:
        """Return a short folder for sockets: their paths are limited to 108 bytes."""
        name = blake2b(str(self.path.resolve()).encode(), digest_size=6).hexdigest()
        return Path(gettempdir()) / f"tenure-{name}"

    def events(self, workspace_id: int) -> Path:
        """Return the folder of a workspace's stream."""
        return self.path / "events" / str(workspace_id)

    def traits(self, workspace_id: int) -> Path:
        """Return the folder of a workspace's trait snapshots."""
        return self.path / "traits" / str(workspace_id)

    def secret_key(self) -> str:
        """Return the home's own signing key, made at first use and readable by its owner only."""
        if not self.secret_key_file.exists():
            self.path.mkdir(parents=True, exist_ok=True)
            draft = self.secret_key_file.with_suffix(f".{secrets.token_hex(4)}")
            draft.touch(mode=0o600)
            draft.write_text(secrets.token_urlsafe(48))
            try:
                self.secret_key_file.hardlink_to(draft)
            except FileExistsError:
                pass
            finally:
                draft.unlink()
        return self.secret_key_file.read_text().strip()


_current: list[Home] = []


def use(home: Home) -> None:
    """Make a home the one of this process; `project` does so once, at start."""
    _current[:] = [home]


def current() -> Home:
    """Return the home of this process."""
    return _current[0]
