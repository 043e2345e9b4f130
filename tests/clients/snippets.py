"""Take the code of `docs/how-to/connect-a-client.md`, so that what it says is what is tested."""

import re
from pathlib import Path

_PAGE = Path(__file__).parents[2] / "docs/how-to/connect-a-client.md"
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def snippet(title: str, *, url: str, key: str, place: int = 0) -> str:
    """Return a piece of code from the section of this title, for this Tenure and this key."""
    _, _, after = _PAGE.read_text().partition(f"\n## {title}\n")
    section, _, _ = after.partition("\n## ")
    code = [text for _, text in _BLOCK.findall(section)][place]
    return code.replace("https://tenure.example.com", url).replace("YOUR_KEY", key)
