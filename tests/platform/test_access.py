import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.test import RequestFactory

from tenure.platform.access import page
from tenure.platform.models import MembershipRow, User
from tests.support.workspaces import make_workspace


@page("customers.read")
def people(request):
    return HttpResponse(f"{request.workspace.name} {request.role}")


def _request(user, **session):
    request = RequestFactory().get("/people")
    request.user, request.session = user, session
    return request


def _member(*roles):
    user = User.objects.create_user("ola@moveo.example", "correct horse")
    for number, role in enumerate(roles):
        MembershipRow.objects.create(workspace=make_workspace(f"W{number}"), user=user, role=role)
    return user


def test_a_stranger_is_sent_to_sign_in(state):
    answer = people(_request(AnonymousUser()))

    assert (answer.status_code, answer.url) == (302, "/accounts/login/?next=/people")


def test_a_member_sees_the_first_workspace_or_the_one_chosen(state):
    user = _member("owner", "support")
    second = MembershipRow.objects.order_by("-id").first().workspace_id

    assert people(_request(user)).content == b"W0 owner"
    assert people(_request(user, workspace_id=second)).content == b"W1 support"


def test_a_workspace_of_others_cannot_be_chosen(state):
    user, foreign = _member("owner"), make_workspace("Foreign")

    assert people(_request(user, workspace_id=foreign.pk)).content == b"W0 owner"


def test_a_role_that_may_not_is_refused(state):
    with pytest.raises(PermissionDenied):
        people(_request(_member("viewer")))


def test_someone_without_a_workspace_is_refused(state):
    with pytest.raises(PermissionDenied):
        people(_request(_member()))


def test_a_permission_that_no_role_has_is_a_mistake():
    with pytest.raises(ValueError, match="no role"):
        page("moon.land")
