"""Write a journey in Python so that it reads aloud; YAML and JSON say the same.

journey("win_back", "Win back")
.enter(became("canceled"), holdout=0.1)
.wait(days=14)
.send("email", template="we_saved_your_seat")
.wait_for(event("subscription_started"), within={"days": 30})
.end()
.made(node_types=...)
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from tenure.journeys.rules import codec
from tenure.journeys.rules.definition import Journey
from tenure.journeys.rules.names import Traits
from tenure.journeys.rules.node_types import NodeTypes
from tenure.kernel.json import Json, JsonObject

# The settings that kinds of nodes are told first, without a name.
_FIRST = {
    "send": ("channel",),
    "wait_until": ("time",),
    "wait_date": ("trait",),
    "set_trait": ("trait", "value"),
    "webhook": ("url",),
    "notify": ("channel",),
}


@dataclass(frozen=True, slots=True)
class Builder:
    """A journey so far; each call returns one with more said."""

    said: JsonObject
    nodes: tuple[JsonObject, ...] = ()

    def enter(self, entry: Mapping[str, Json], **beside: Json) -> "Builder":
        """Say who enters; `beside` is the rest of the definition: `holdout`, `reentry`, `goal`, `exit` and so on."""
        told = {name: said for name, said in beside.items() if said is not None}
        return replace(self, said={**self.said, "entry": dict(entry), **told})

    def node(
        self,
        kind: str,
        settings: Mapping[str, Json],
        *,
        id: str | None = None,  # noqa: A002 - as in the other spellings
        next: str | None = None,  # noqa: A002 - as in the other spellings
        variants: Sequence[Mapping[str, Json]] = (),
    ) -> "Builder":
        """Add a node of any kind; one that is not named is called by its kind and its number."""
        made: JsonObject = {"id": id or f"{kind}-{len(self.nodes) + 1}", kind: dict(settings)}
        if variants:
            made["variants"] = [dict(each) for each in variants]
        if next is not None:
            made["next"] = next
        return replace(self, nodes=(*self.nodes, made))

    def send(self, channel: str, *, template: str, **more: Any) -> "Builder":  # noqa: ANN401 - settings, and `id` and so on
        """Send a message."""
        return self._add("send", {"channel": channel, "template": template}, more)

    def wait(self, **more: Any) -> "Builder":  # noqa: ANN401 - as above
        """Let `days`, `hours` and `minutes` pass."""
        return self._add("wait", {}, more)

    def wait_until(self, time: str, **more: Any) -> "Builder":  # noqa: ANN401 - as above
        """Wait for a time of the day."""
        return self._add("wait_until", {"time": time}, more)

    def wait_date(self, trait: str, **more: Any) -> "Builder":  # noqa: ANN401 - as above
        """Wait for a date of the customer's own."""
        return self._add("wait_date", {"trait": trait}, more)

    def wait_for(
        self,
        *events: Mapping[str, Json],
        within: Mapping[str, Json],
        **more: Any,  # noqa: ANN401 - as above
    ) -> "Builder":
        """Wait for one of some events."""
        return self._add("wait_for", {"events": [dict(each) for each in events], "within": dict(within)}, more)

    def branch(self, cases: Mapping[str, str | None], **more: Any) -> "Builder":  # noqa: ANN401 - as above
        """Lead customers different ways: from conditions to nodes."""
        told: list[Json] = [{"if": where} if to is None else {"if": where, "next": to} for where, to in cases.items()]
        return self._add("branch", {"cases": told}, more)

    def split(self, *arms: Mapping[str, Json], **more: Any) -> "Builder":  # noqa: ANN401 - as above
        """Divide customers among arms."""
        return self._add("split", {"arms": [dict(each) for each in arms]}, more)

    def set_trait(self, trait: str, value: str | float | bool, **more: Any) -> "Builder":  # noqa: ANN401, FBT001 - a trait's value
        """State a trait."""
        return self._add("set_trait", {"trait": trait, "value": value}, more)

    def tag(self, **more: Any) -> "Builder":  # noqa: ANN401 - as above
        """Give a tag (`add`), or take one away (`remove`)."""
        return self._add("tag", {}, more)

    def webhook(self, url: str, *, body: str, **more: Any) -> "Builder":  # noqa: ANN401 - as above
        """Call another system."""
        return self._add("webhook", {"url": url, "body": body}, more)

    def notify(self, channel: str, *, text: str, **more: Any) -> "Builder":  # noqa: ANN401 - as above
        """Tell the team."""
        return self._add("notify", {"channel": channel, "text": text}, more)

    def end(self, **more: Any) -> "Builder":  # noqa: ANN401 - as above
        """End the way."""
        return self._add("end", {}, more)

    def data(self) -> JsonObject:
        """Return what was said as plain data."""
        return {**self.said, "nodes": list(self.nodes)}

    def made(self, *, node_types: NodeTypes, known: Traits | None = None) -> Journey:
        """Return the journey, checked as every other spelling is."""
        return codec.from_data(self.data(), node_types=node_types, known=known)

    def _add(self, kind: str, settings: Mapping[str, Json], more: Mapping[str, Any]) -> "Builder":
        beside = {name: said for name, said in more.items() if name in {"id", "next", "variants"}}
        own = {name: said for name, said in more.items() if name not in beside and said is not None}
        return self.node(kind, {**settings, **own}, **beside)


def journey(key: str, name: str | None = None) -> Builder:
    """Begin a journey."""
    return Builder({"key": key, "name": name or key.replace("_", " ").replace("-", " ").capitalize()})


def event(name: str, **more: Json) -> JsonObject:
    """Return an event: for an entry (`where`, `key`), a goal (`where`, `within_days`), an exit or a wait (`next`)."""
    return {"event": name, **more}


def segment(key: str) -> JsonObject:
    """Return the entry of whoever comes into a segment."""
    return {"segment": key}


def became(stage: str) -> JsonObject:
    """Return the entry of whoever comes into a lifecycle stage."""
    return {"stage": stage}


def date(trait: str, **more: Json) -> JsonObject:
    """Return the entry of whoever comes near a date of their own (`offset_days`, `at`)."""
    return {"date": {"trait": trait, **more}}


def requested() -> JsonObject:
    """Return the entry of whoever the API asks for."""
    return {"api": True}


def arm(name: str, share: float, **more: Json) -> JsonObject:
    """Return an arm of a split (`next`), or a variant of a node (its other settings)."""
    return {"name": name, "share": share, **more}


def to_python(spelled: Journey) -> str:
    """Return a journey as the Python that makes it."""
    data = codec.to_data(spelled)
    told = "".join(f", {name}={said!r}" for name, said in data.items() if name not in {"key", "name", "entry", "nodes"})
    entry, nodes = data["entry"], data["nodes"]
    lines = [f"    journey({spelled.key!r}, {spelled.name!r})", f"    .enter({entry!r}{told})"]
    lines += [f"    {_call(each)}" for each in nodes if isinstance(each, Mapping)] if isinstance(nodes, list) else []
    return "\n".join(["(", *lines, ")"])


def _call(node: Mapping[str, Json]) -> str:
    kind = next(name for name in node if name not in {"id", "next", "variants"})
    settings = node[kind]
    own = dict(settings) if isinstance(settings, Mapping) else {}
    beside = [f"{name}={node[name]!r}" for name in ("id", "next", "variants") if name in node]
    if not hasattr(Builder, kind):
        return f".node({', '.join([repr(kind), repr(own), *beside])})"
    plain = _first(kind, own)
    named = [f"{name}={said!r}" for name, said in own.items()]
    return f".{kind}({', '.join([*plain, *named, *beside])})"


def _first(kind: str, own: dict[str, Json]) -> list[str]:
    """Take what is told without a name out of a node's settings."""
    match kind, own:
        case "branch", {"cases": list(cases)}:
            del own["cases"]
            return [repr({case["if"]: case.get("next") for case in cases if isinstance(case, Mapping)})]
        case ("wait_for", {"events": list(parts)}) | ("split", {"arms": list(parts)}):
            own.pop("events" if kind == "wait_for" else "arms")
            return [repr(part) for part in parts]
        case _:
            return [repr(own.pop(name)) for name in _FIRST.get(kind, ())]
