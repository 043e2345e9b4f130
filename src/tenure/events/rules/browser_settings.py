"""Tell the browser client of Segment where to send."""

from tenure.kernel import json


def browser_settings(write_key: str, *, host: str, prefix: str, scheme: str) -> bytes:
    """Return the settings from which `analytics-next` starts: it fails without this integration."""
    segment = {"apiKey": write_key, "apiHost": f"{host}{prefix}/v1", "protocol": scheme, "addBundledMetadata": True}
    return json.encode({"integrations": {"Segment.io": segment}, "plan": {}, "edgeFunction": {}, "remotePlugins": []})
