"""Hold hostile templates: each is to be refused in time, with the one who writes alive afterwards."""

_DEEP = 20_000


def _doubled(times, filters):
    return "{% assign x = 'aaaaaaaaaa' %}" + f"{{% assign x = x {filters} %}}" * times + "{{ x }}"


def _nested(levels, size):
    return "".join(f"{{% for i{n} in (1..{size}) %}}" for n in range(levels)) + "x" + "{% endfor %}" * levels


def _mjml(inside):
    return f"<mjml><mj-body><mj-section><mj-column>{inside}</mj-column></mj-section></mj-body></mjml>"


LOOP = (("loop", "{% render 'loop' %}"),)
PING = (("ping", "{% render 'pong' %}{% render 'pong' %}"), ("pong", "{% render 'ping' %}{% render 'ping' %}"))
TREE = (*((f"n{level}", f"{{% render 'n{level + 1}' %}}" * 4) for level in range(25)), ("n25", "x" * 50))

# name, syntax, source, partials
BOMBS = [
    ("replace grows a literal", "liquid", '{{ "x" ' + '| replace: "x", "xxxxxxxxxxxxxxxxx" ' * 9 + "}}", ()),
    ("replace grows a variable", "liquid", _doubled(12, "| replace: 'a', 'aaaaaaaaaa'"), ()),
    ("append doubles", "liquid", _doubled(40, "| append: x"), ()),
    ("prepend doubles", "liquid", _doubled(40, "| prepend: x"), ()),
    (
        "append in one chain",
        "liquid",
        "{{ 'xxxxxxxxxx' " + "| append: 'xxxxxxxxxx' | replace: 'x', 'xxxx' " * 14 + "}}",
        (),
    ),
    (
        "replace_first of all",
        "liquid",
        _doubled(9, "| replace: 'a', 'aaaaaaaaaaaaaaaaaaaaaaaa' | replace_first: 'a', 'b'"),
        (),
    ),
    ("times grows a number", "liquid", "{% assign n = 9 %}" + "{% assign n = n | times: n %}" * 40 + "{{ n }}", ()),
    ("times in one chain", "liquid", "{{ 99999999999999999999 " + "| times: 99999999999999999999 " * 5_000 + "}}", ()),
    (
        "times to say at length",
        "liquid",
        "{% assign n = 999999999 %}" + "{% assign n = n | times: n %}" * 22 + "{{ n | number }}",
        (),
    ),
    ("range joined", "liquid", '{{ (1..1000000000) | join: "" }}', ()),
    ("range sorted", "liquid", "{{ (1..1000000000) | sort | first }}", ()),
    ("range reversed", "liquid", "{{ (1..1000000000) | reverse | size }}", ()),
    ("range mapped", "liquid", "{{ (1..500000000) | map: 'x' | compact | size }}", ()),
    ("range concatenated", "liquid", "{% assign r = (1..30000000) | concat: (1..30000000) %}{{ r | join: ',' }}", ()),
    ("range made unique", "liquid", "{{ (1..200000000) | uniq | size }}", ()),
    ("range summed", "liquid", "{{ (1..900000000) | sum }}x{% for i in (1..20000) %}{% endfor %}", ()),
    ("for of a billion", "liquid", "{% for i in (1..1000000000) %}{% endfor %}", ()),
    ("for in for in for", "liquid", _nested(3, 3_000), ()),
    ("twelve small fors", "liquid", _nested(12, 9), ()),
    ("for with much to say", "liquid", "{% for i in (1..9999) %}" + "x" * 300 + "{% endfor %}", ()),
    ("tablerow of a billion", "liquid", "{% tablerow i in (1..1000000000) cols:3 %}{{ i }}{% endtablerow %}", ()),
    (
        "tablerow in tablerow",
        "liquid",
        "{% tablerow i in (1..9000) %}{% tablerow j in (1..9000) %}x{% endtablerow %}{% endtablerow %}",
        (),
    ),
    (
        "split and join",
        "liquid",
        "{% assign x = 'a,a,a,a' %}" + "{% assign x = x | split: 'a' | join: 'a,a,a,a,a,a' %}" * 40 + "{{ x }}",
        (),
    ),
    ("split of every letter", "liquid", _doubled(14, "| split: '' | join: 'bbbbbbbb'"), ()),
    (
        "capture of captures",
        "liquid",
        "{% capture x %}xxxxxxxxxx{% endcapture %}"
        + "{% capture x %}{{ x }}{{ x }}{{ x }}{% endcapture %}" * 40
        + "{{ x }}",
        (),
    ),
    (
        "a thousand captures",
        "liquid",
        "".join(f"{{% capture c{n} %}}{'y' * 2_000}{{% endcapture %}}" for n in range(1_000)),
        (),
    ),
    (
        "escaping on and on",
        "liquid",
        "{% assign x = '&&&&&&&&&&&&&&&&&&&&' %}" + "{% assign x = x | escape | append: x %}" * 24 + "{{ x }}",
        (),
    ),
    (
        "url_encode on and on",
        "liquid",
        "{{ '%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%%' "
        + "| url_encode | append: '%%%%%' | replace: '%', '%%%%' " * 14
        + "}}",
        (),
    ),
    ("a snippet that shows itself", "liquid", "{% render 'loop' %}", LOOP),
    ("two snippets that show each other", "liquid", "{% render 'ping' %}", PING),
    ("a tree of snippets", "liquid", "{% render 'n0' %}", TREE),
    (
        "snippets for a long list",
        "liquid",
        "{% assign l = 'x,' | split: '' %}{% for i in (1..9999) %}{% render 'n25' for l %}{% endfor %}",
        TREE,
    ),
    ("ifs within ifs", "liquid", "{% if 1 %}" * _DEEP + "x" + "{% endif %}" * _DEEP, ()),
    (
        "a condition without end",
        "liquid",
        "{% if " + "1 and " * 60_000 + "1 %}x{% endif %}{% for i in (1..99999) %}{% endfor %}",
        (),
    ),
    ("a path without end", "liquid", "{{ customer" + ".a" * 100_000 + " }}", ()),
    ("file included", "mjml", '<mjml><mj-body><mj-include path="/etc/passwd" /></mj-body></mjml>', ()),
    (
        "file included in the head",
        "mjml",
        '<mjml><mj-head><mj-include path="file:///etc/passwd" type="css" /></mj-head><mj-body></mj-body></mjml>',
        (),
    ),
    (
        "sections within sections",
        "mjml",
        f"<mjml><mj-body>{'<mj-wrapper>' * _DEEP}{'</mj-wrapper>' * _DEEP}</mj-body></mjml>",
        (),
    ),
    ("raw within raw", "mjml", _mjml("<mj-raw>" + "<div>" * _DEEP + "</div>" * _DEEP + "</mj-raw>"), ()),
    ("tags within text", "mjml", _mjml("<mj-text>" + "<b>" * 60_000 + "x" + "</b>" * 60_000 + "</mj-text>"), ()),
    (
        "a table without end",
        "mjml",
        _mjml("{% for i in (1..9999) %}<mj-text>{% for j in (1..99) %}x{% endfor %}</mj-text>{% endfor %}"),
        (),
    ),
    ("never closed", "mjml", "<mjml><mj-body>" + "<mj-section>" * _DEEP, ()),
    ("a broken date", "liquid", "{{ '9' | date: '" + "%c" * 200_000 + "' }}{% for i in (1..99999) %}{% endfor %}", ()),
    (
        "a shared list of content",
        "liquid",
        "{% for i in (1..9999) %}{% assign x = 'story' | content_items: 999999999 %}{% for j in (1..9) %}"
        + "{% endfor %}" * 2,
        (),
    ),
]
