from tenure.events.rules.seals import card_seal


def test_a_card_has_one_name_in_an_installation_and_another_in_the_next():
    seal, other = card_seal("one secret"), card_seal("another secret")

    name = seal("4111111111111111")

    assert name == card_seal("one secret")("4111111111111111")
    assert name.startswith("card-")
    assert len({name, seal("4242424242424242"), other("4111111111111111")}) == 3
