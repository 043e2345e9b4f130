"""Route what reaches Django: the API, sign-in, and the pages every room contributes."""

from allauth.account import views as account
from django.urls import path, re_path

from tenure.platform.presence import contributions
from tenure.project.api import api, nowhere
from tenure.project.health import healthz

urlpatterns = [
    path("healthz", healthz),
    path("api/v1/", api.urls),
    # What rooms answer under /v1/, for browsers, stands among their pages.
    re_path("^(?:api/|v1/(?!in-app))", nowhere),
    path("accounts/login/", account.login, name="account_login"),
    path("accounts/logout/", account.logout, name="account_logout"),
    # People join by their workspace's owner, and nothing here sends mail to users yet: of allauth's other pages
    # only those remain that need neither.
    path("accounts/signup/", account.signup, name="account_signup"),
    path("accounts/inactive/", account.account_inactive, name="account_inactive"),
    path("accounts/reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("accounts/password/change/", account.password_change, name="account_change_password"),
    *(pattern for room in contributions("pages") for pattern in room.urlpatterns),
]

handler500 = "tenure.project.failures.failure"
