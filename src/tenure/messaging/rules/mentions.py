"""Find which traits a template shows."""

import re

from tenure.messaging.rules.templates import Template

_MENTIONED = re.compile(r"\bcustomer\.([A-Za-z_][A-Za-z0-9_]*)")


def traits_mentioned(template: Template) -> frozenset[str]:
    """Return the keys of the traits that a template's subject, body or text names."""
    return frozenset(_MENTIONED.findall(f"{template.subject}\n{template.body}\n{template.text}"))
