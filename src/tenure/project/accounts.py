"""Close public sign-up: people join a workspace by its owner."""

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest

from tenure.platform.services.tell_sign_in import tell_sign_in


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Let known people sign in, and nobody sign up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - allauth's signature
        """Return that nobody may sign up."""
        return False

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        """Sign a person in, and tell the audit log."""
        super().login(request, user)
        tell_sign_in(user.pk)
