from django.test import RequestFactory

from tenure.ui.paging import PAGE, paged


def _paged(address, count):
    return paged(RequestFactory().get(address), list(range(count)), cursor=str)


def test_a_list_that_fits_has_nowhere_to_go():
    page = _paged("/events", PAGE)

    assert len(page.items) == PAGE
    assert (page.newest_url, page.older_url) == ("", "")


def test_a_longer_list_goes_on_after_the_last_item_shown():
    page = _paged("/events?day=2026-11-03", PAGE + 1)

    assert page.items == list(range(PAGE))
    assert page.older_url == "?day=2026-11-03&before=49"


def test_an_older_page_leads_back_to_the_newest_and_keeps_the_rest_of_the_view():
    page = _paged("/messages?state=sent&before=80", 3)

    assert page.newest_url == "?state=sent"
    assert page.older_url == ""
