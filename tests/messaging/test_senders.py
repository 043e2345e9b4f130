import pytest

from tenure.kernel.errors import BadInput
from tenure.messaging.rules.settings import MessagingSettings
from tenure.messaging.senders import SenderBook
from tests.messaging.scenes import made


@pytest.fixture
def book():
    made = SenderBook(smtp_url="smtp://mail.example", catcher_port=2525, from_address="Ann <hello@Moveo.example>")
    yield made
    made.close()


def test_a_sender_that_is_no_address_is_refused():
    with pytest.raises(BadInput) as caught:
        SenderBook(smtp_url=None, catcher_port=None, from_address="nobody")

    assert caught.value.field == "mail_from"


@pytest.mark.db
def test_what_goes_to_the_catcher_never_reaches_smtp(book):
    caught = made("A", deliver="catcher")
    sent = made("B", deliver="smtp")
    live = made("C", kind="live", deliver="smtp")

    assert book.channel(caught) is not book.channel(sent)
    assert book.channel(sent) is book.channel(live) is not None
    assert book.sender(live, MessagingSettings()) == ("Ann", "hello@moveo.example")
    own = MessagingSettings(sender_name="Ola", sender_address="ola@moveo.example")
    assert book.sender(live, own) == ("Ola", "ola@moveo.example")


@pytest.mark.db
def test_without_smtp_only_the_catcher_takes_mail():
    book = SenderBook(smtp_url=None, catcher_port=2525, from_address="hello@moveo.example")

    assert book.channel(made("A", deliver="catcher")) is not None
    assert book.channel(made("B", deliver="smtp")) is None
    assert book.sender(made("C"), MessagingSettings()) == ("C", "hello@moveo.example")
    assert book.sender(made("D"), MessagingSettings(brand_name="Brand"))[0] == "Brand"
    book.close()
