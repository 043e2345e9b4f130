from tenure.console.rules.people import person

ID = "cus_01M807AM10R0DX2ZRTC02WHBGR"


def test_a_customer_is_called_by_name_and_the_email_stands_beside_it():
    shown = person(ID, user_id="u1", traits={"name": "Żaneta Dąb", "email": "zaneta@example.com"})

    assert (shown.name, shown.note, shown.initial) == ("Żaneta Dąb", "zaneta@example.com", "Ż")


def test_first_and_last_name_make_a_name():
    assert person(ID, user_id=None, traits={"first_name": "Ada", "last_name": "Lis"}).name == "Ada Lis"


def test_without_a_name_the_email_is_one_and_without_that_the_user_id():
    assert person(ID, user_id="u1", traits={"email": "ada@example.com"}).note == "u1"
    assert person(ID, user_id="u1", traits={}).name == "u1"


def test_a_stranger_is_called_by_the_end_of_the_id_and_has_no_letter():
    shown = person(ID, user_id=None, traits={"name": "  ", "email": 5})

    assert (shown.name, shown.note, shown.initial) == ("#2WHBGR", "", "")


def test_the_letter_is_the_first_one_of_the_name():
    assert person(ID, user_id="u1", traits={"name": "“김민준”"}).initial == "김"


def test_the_same_customer_always_has_the_same_color():
    tones = {person(f"cus_{number}", user_id=None, traits={}).tone for number in range(100)}

    assert tones == {"accent", "good", "warn", "violet", "pink", "neutral"}
    assert person(ID, user_id=None, traits={}).tone == person(ID, user_id="u1", traits={"name": "Ada"}).tone
