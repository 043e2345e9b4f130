"""Know the key with which this installation signs what it hands out."""

from django.core.signing import Signer


def signing_key() -> str:
    """Return the key of the installation: the one that also signs its sessions."""
    return str(Signer().key)
