import pytest
from django.http import HttpResponse, HttpResponseServerError
from django.test import Client, RequestFactory

from tenure.project.only_json import only_json


def _answered(path, response):
    return only_json(lambda _request: response)(RequestFactory().get(path))


def test_a_method_that_an_address_does_not_take_is_refused_as_json(state):
    answer = Client().patch("/api/v1/clock")

    message = "PATCH is not for /api/v1/clock; it takes GET, PUT."
    assert (answer.status_code, answer["Allow"]) == (405, "GET, PUT")
    assert answer.json() == {"code": "method_not_allowed", "message": message, "field": None}


@pytest.mark.parametrize(
    ("status", "code"), [(400, "bad_request"), (413, "bad_request"), (500, "error"), (502, "error")]
)
def test_a_refusal_of_the_framework_is_told_as_json(status, code):
    answer = _answered("/api/v1/clock", HttpResponse("<h1>No</h1>", status=status))

    assert (answer.status_code, answer["Content-Type"]) == (status, "application/json")
    assert f'"code": "{code}"' in answer.content.decode()


def test_pages_and_what_went_well_stay_as_they_are():
    page = HttpResponseServerError("<h1>No</h1>")
    well = HttpResponse("<h1>Documentation</h1>")

    assert _answered("/segments/", page) is page
    assert _answered("/api/v1/docs", well) is well
