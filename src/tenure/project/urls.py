"""Route what reaches Django: the API, sign-in, and the pages every room contributes."""

from allauth.account import views as account
from django.urls import include, path

from tenure.platform.presence import contributions
from tenure.project.api import api
from tenure.project.health import healthz

urlpatterns = [
    path("healthz", healthz),
    path("api/v1/", api.urls),
    path("accounts/login/", account.login, name="account_login"),
    path("accounts/logout/", account.logout, name="account_logout"),
    path("accounts/", include("allauth.account.urls")),
    *(pattern for room in contributions("pages") for pattern in room.urlpatterns),
]
