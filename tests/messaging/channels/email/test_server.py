import pytest

from tenure.kernel.errors import BadInput
from tenure.messaging.channels.email.server import SmtpServer, smtp_server


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://mail.example", SmtpServer("mail.example", 25, greets_as="me")),
        ("smtp://mail.example:2525/", SmtpServer("mail.example", 2525, greets_as="me")),
        ("smtp://mail.example/?starttls=1", SmtpServer("mail.example", 587, security="starttls", greets_as="me")),
        ("smtp://mail.example?starttls", SmtpServer("mail.example", 587, security="starttls", greets_as="me")),
        ("smtp://mail.example?starttls=false", SmtpServer("mail.example", 25, greets_as="me")),
        ("smtps://mail.example", SmtpServer("mail.example", 465, security="tls", greets_as="me")),
        (
            "smtp://ann%40example.com:p%3Aw%2F@mail.example:587",
            SmtpServer("mail.example", 587, "ann@example.com", "p:w/", greets_as="me"),
        ),
        ("smtp://[::1]:25", SmtpServer("::1", 25, greets_as="me")),
    ],
)
def test_an_address_is_read(url, server):
    assert smtp_server(url, greets_as="me") == server


@pytest.mark.parametrize(
    "url",
    ["", "mail.example", "http://mail.example", "smtp://", "smtp://mail.example:port", "smtp://mail.example?tls=1"],
)
def test_what_is_no_address_is_refused_without_repeating_it(url):
    with pytest.raises(BadInput) as caught:
        smtp_server(url, greets_as="me")

    assert caught.value.field == "smtp_url"
    assert "starttls=1" in caught.value.message


def test_a_refusal_keeps_the_password_to_itself():
    with pytest.raises(BadInput) as caught:
        smtp_server("smtp://ann:hunter2@mail.example:xx", greets_as="me")

    assert "hunter2" not in caught.value.message
