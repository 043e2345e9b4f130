"""Say which playbooks could be started, for rooms that recommend one."""

from functools import cache

import yaml

from tenure.playbooks.reading import playbook, playbook_keys


@cache
def startable() -> dict[str, frozenset[str]]:
    """Return every shipped playbook with the keys of its journeys."""
    return {key: frozenset(yaml.safe_load(text)["key"] for text in playbook(key).journeys) for key in playbook_keys()}
