"""Call out only where it is safe: no private addresses, no redirects, no endless answers."""

import ipaddress
import socket
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

import httpx

from tenure.kernel.errors import NotAllowed, Unavailable

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Resolver = Callable[[str, int], Sequence[str]]

TIMEOUT = 15.0
MAX_BODY = 1_000_000


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the status and at most `MAX_BODY` bytes."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def resolve(host: str, port: int) -> list[str]:
    """Return every address a name stands for."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(entry[4][0]) for entry in found]


def is_public(address: Address) -> bool:
    """Return whether an address belongs to the open internet, also when IPv6 wraps IPv4."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo or (None, None))[1]
        if inner is not None:
            return is_public(inner)
    return address.is_global and not address.is_multicast


@dataclass(frozen=True, slots=True)
class EgressClient:
    """Post to addresses that users can set, without letting them reach into our network."""

    allowed: Sequence[Network] = ()
    resolver: Resolver = resolve
    transport: Callable[[], httpx.BaseTransport] = httpx.HTTPTransport

    def request(self, method: str, url: str, *, headers: Mapping[str, str] | None = None, body: bytes = b"") -> Answer:
        """Return the answer of a call; NotAllowed for a private address, Unavailable when it fails."""
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise NotAllowed(f"{url!r} is not a web address; it must start with https:// or http://.", field="url")
        port = parts.port or (443 if parts.scheme == "https" else 80)
        address = self._checked(parts.hostname, port)
        # The checked address is the one connected to, so that a second look-up cannot name another.
        pinned = httpx.URL(url).copy_with(host=address, port=port)
        named = {**(headers or {}), "Host": parts.netloc.rpartition("@")[2]}
        extensions = {"sni_hostname": parts.hostname}
        try:
            with (
                httpx.Client(transport=self.transport(), timeout=TIMEOUT, trust_env=False) as client,
                client.stream(method, pinned, headers=named, content=body, extensions=extensions) as response,
            ):
                return Answer(response.status_code, dict(response.headers), _capped(response))
        except httpx.HTTPError as error:
            raise Unavailable(f"{parts.hostname} did not answer: {error}", field="url") from error

    def _checked(self, host: str, port: int) -> str:
        try:
            addresses = [ipaddress.ip_address(found) for found in self.resolver(host, port)]
        except OSError as error:
            raise Unavailable(f"The name {host} could not be found.", field="url") from error
        for address in addresses:
            if not (is_public(address) or any(address in network for network in self.allowed)):
                raise NotAllowed(
                    f"{host} stands for {address}, which is not a public address. "
                    "If you run that machine yourself, add its range to TENURE_EGRESS_ALLOW_CIDRS.",
                    field="url",
                )
        return str(addresses[0])


def _capped(response: httpx.Response) -> bytes:
    body = bytearray()
    for chunk in response.iter_bytes():
        body += chunk
        if len(body) > MAX_BODY:
            raise Unavailable(f"The answer was longer than {MAX_BODY} bytes.", field="url")
    return bytes(body)
