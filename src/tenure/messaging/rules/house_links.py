"""Make the addresses of this house that stand in a customer's mail."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from tenure.messaging.rules.tokens import LinkToken, OpenToken, PageToken, link_token, open_token, page_token


@dataclass(frozen=True, slots=True)
class House:
    """Under which address people reach this Tenure, and the key that signs what it hands out."""

    base_url: str
    key: str

    @property
    def is_public(self) -> bool:
        """Return whether a mail program may be told to leave here: over https, as RFC 8058 has it."""
        return urlsplit(self.base_url).scheme == "https"

    def unsubscribe(self, token: PageToken) -> str:
        """Return the address at which one click ends marketing on a message's channel."""
        return f"{self.base_url}/unsubscribe/{page_token(token, key=self.key)}"

    def preferences(self, token: PageToken) -> str:
        """Return the address of a customer's preferences."""
        return f"{self.base_url}/preferences/{page_token(token, key=self.key)}"

    def go(self, token: LinkToken) -> str:
        """Return the address that leads on to a stored destination."""
        return f"{self.base_url}/go/{link_token(token, key=self.key)}"

    def picture(self, token: OpenToken) -> str:
        """Return the address of the picture that tells of an open."""
        return f"{self.base_url}/open/{open_token(token, key=self.key)}"
