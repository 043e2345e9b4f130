from tenure.kernel import errors


def test_an_error_says_what_it_is_and_which_field_is_at_fault():
    error = errors.BadInput("The workspace needs a name.", field="workspace")

    assert (error.code, error.message, error.field) == ("bad_input", "The workspace needs a name.", "workspace")


def test_every_error_is_drawn_in_the_tree():
    names = {name for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, Exception)}

    assert {name for name in names if name not in errors.__doc__} == set()


def test_codes_are_different():
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, Exception)]

    assert len({kind.code for kind in kinds}) == len(kinds)
