"""Find which traits and which content a template shows."""

import re

from tenure.messaging.rules.templates import Template

_CONTENT = re.compile(r"\bcontent\.([a-z][a-z0-9_]*)")
_MENTIONED = re.compile(r"\bcustomer\.([A-Za-z_][A-Za-z0-9_]*)")


def traits_mentioned(template: Template) -> frozenset[str]:
    """Return the keys of the traits that a template's subject, body or text names."""
    return traits_named(f"{template.subject}\n{template.body}\n{template.text}")


def traits_named(source: str) -> frozenset[str]:
    """Return the keys of the traits that some Liquid names."""
    return frozenset(_MENTIONED.findall(source))


def content_mentioned(source: str) -> frozenset[str]:
    """Return the keys of the content items that some Liquid names."""
    return frozenset(_CONTENT.findall(source))
