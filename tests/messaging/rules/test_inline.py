from tenure.messaging.rules.inline import Inline, inline_template, inline_text, read_inline
from tenure.messaging.rules.templates import MessageClass


def test_what_a_message_brings_along_is_read_back():
    inline = Inline('{"a": {{ customer.name | json }}}', "https://a.example")

    assert read_inline(inline_text(inline)) == inline


def test_it_is_a_transactional_template_of_its_text_alone():
    made = inline_template(Inline("Hi"), channel="slack", locale=None)

    assert (made.text, made.body, made.locale) == ("Hi", "", "en")
    assert made.message_class == MessageClass.TRANSACTIONAL
