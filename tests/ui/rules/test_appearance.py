from tenure.ui.rules.appearance import chosen_theme


def test_only_a_known_theme_is_taken_from_a_cookie():
    assert chosen_theme("dark") == "dark"
    assert chosen_theme("light") == "light"


def test_anything_else_leaves_it_to_the_system():
    assert chosen_theme(None) == ""
    assert chosen_theme('"><script>') == ""
