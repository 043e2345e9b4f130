"""Know the keys with which this installation signs what it hands out."""

from django.core.signing import Signer


def signing_key() -> str:
    """Return the key of the installation: the one that also signs its sessions."""
    return str(Signer().key)


def checking_keys() -> tuple[str, ...]:
    """Return the keys that what was handed out may be signed with: the one of now, and those before it."""
    signer = Signer()
    return (str(signer.key), *(str(key) for key in signer.fallback_keys))
