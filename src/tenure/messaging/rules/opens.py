"""Tell whether a program opened a mail, and not the person it was written to."""

from datetime import timedelta
from typing import Final

# Google's and Yahoo's proxies say who they are; Apple's asks as a bare "Mozilla/5.0".
_PROXIES: Final = ("googleimageproxy", "yahoomailproxy", "ggpht.com")
_APPLE: Final = "mozilla/5.0"
# Nobody reads that fast; scanners do.
_TOO_SOON: Final = timedelta(seconds=5)


def is_machine(user_agent: str, *, after: timedelta | None) -> bool:
    """Return whether an open is a machine's; `after` is the real time since sending, None where no clock runs."""
    agent = user_agent.strip().lower()
    is_proxy = agent in {"", _APPLE} or any(name in agent for name in _PROXIES)
    return is_proxy or (after is not None and after < _TOO_SOON)
