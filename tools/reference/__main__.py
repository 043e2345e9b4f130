"""Write the reference, or with `--check` say which pages are stale."""

import sys

from tools.reference.writing import FOLDER, boot, pages


def main() -> int:
    """Bring docs/reference up to date; with `--check` change nothing and return 1 when a page is stale."""
    boot()
    wanted = {FOLDER / name: text for name, text in pages().items()}
    stale = [path for path, text in wanted.items() if not path.exists() or path.read_text() != text]
    if "--check" in sys.argv:
        for path in stale:
            print(f"{path.name} is stale; run `make docs`")
        return 1 if stale else 0
    for path in stale:
        path.write_text(wanted[path])
        print(f"wrote {path.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
