import pytest

from tenure.kernel import json


def test_text_is_compact_and_keeps_every_letter():
    assert json.encode_text({"name": "Żabka 한빛", "n": 1}) == '{"name":"Żabka 한빛","n":1}'


def test_an_object_is_read_back():
    assert json.decode_object(b'{"a":[1,null]}') == {"a": [1, None]}


def test_anything_but_an_object_is_refused_where_an_object_is_wanted():
    with pytest.raises(TypeError, match="object"):
        json.decode_object("[1]")
