"""Write a value as JSON in a template: `{{ customer.name | json }}`."""

from liquid import Undefined

from tenure.kernel import json


def json_of(value: object) -> str:
    """Return a value as JSON; what is not there stops the message, as it does anywhere in a template."""
    return json.encode_text(f"{value}" if isinstance(value, Undefined) else value)
