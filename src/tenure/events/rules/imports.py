"""Turn rows of a file into events as clients send them, so that an import passes every check of tracking.

A column is a field of the event, or else a property (of events) or a trait (of customers) of its own name.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Final, Literal, cast, get_args

from tenure.events.rules.cells import CellType, plain_cell, typed_cell
from tenure.events.rules.refusals import Refusal
from tenure.kernel import json
from tenure.kernel.errors import BadInput
from tenure.kernel.json import Json, JsonObject

ImportKind = Literal["events", "customers"]

SOURCE: Final = "import"
NOWHERE: Final = "-"
USE_CONSENT_IMPORT: Final = (
    "looks like consent, which no import of customers may write. Record it with its source and text version: "
    "use consent import, `PUT /api/v1/customers/{id}/consents`; or leave the column out with `--map %s=-`."
)

_TYPES: Final[tuple[str, ...]] = get_args(CellType)
# Each field of an event by the name in --map, and what it is called in what clients send.
_FIELDS: Final = {
    "type": "type",
    "event": "event",
    "name": "name",
    "user_id": "userId",
    "anonymous_id": "anonymousId",
    "account_id": "groupId",
    "previous_id": "previousId",
    "message_id": "messageId",
    "timestamp": "timestamp",
    "properties": "properties",
    "traits": "traits",
    "context": "context",
}
_OBJECTS: Final = ("properties", "traits", "context")
_OF_CUSTOMERS: Final = ("user_id", "anonymous_id", "message_id", "timestamp", "traits")
# What exports of others, and our own, call these.
_ALIASES: Final = {"kind": "type", "occurred_at": "timestamp", "group_id": "account_id", "event_name": "event"}
_CONSENT: Final = re.compile(
    r"(^|_)(consents?|consented|opt(ed)?_?(in|out)|unsubscribed?|gdpr|(e?mail|sms|push|newsletter)_(subscribed|permission)"
    r"|subscribed_to_.*|accepts_marketing|marketing_(allowed|permission|opt\w*))(_|$)"
)
_SECONDS, _MILLISECONDS = re.compile(r"[0-9]{10}"), re.compile(r"[0-9]{13}")
_THOUSAND: Final = 1_000


@dataclass(frozen=True, slots=True)
class Target:
    """Where a column goes: a field of the event, or a key within one; nowhere when `name` is empty."""

    name: str
    key: str | None = None
    type: CellType = "auto"


@dataclass(frozen=True, slots=True)
class Plan:
    """What an import makes of its columns.

    `as_of` dates customers whose row has no time of its own, but never after `now`, the workspace's time.
    """

    kind: ImportKind
    as_of: datetime
    now: datetime
    reserved: frozenset[str] = frozenset()  # events of which only Tenure itself may tell
    named: Mapping[str, Target] = field(default_factory=dict)

    def target(self, column: str) -> Target:
        """Return where a column goes."""
        return self.named.get(column) or _by_name(column, self.kind)

    def check(self, columns: Sequence[str]) -> None:
        """Refuse a table whose columns cannot make the wanted rows, naming the remedy."""
        missing = sorted(set(self.named) - set(columns))
        if missing:
            listed = ", ".join(columns)
            raise BadInput(
                f"There is no column {missing[0]!r}; there are: {listed}.",
                field="map",
                reason="no_column",
                details={"column": missing[0], "columns": listed},
            )
        targets = [self.target(column) for column in columns]
        for column, target in zip(columns, targets, strict=True):
            if self.kind == "customers" and looks_like_consent(target.key or ""):
                message = f"The column {column!r} {USE_CONSENT_IMPORT % column}"
                raise BadInput(message, field=column, reason="consent_column", details={"column": column})
        names = {target.name for target in targets}
        if not names & {"user_id", "anonymous_id"}:
            raise BadInput("No column says who it was; name one: `--map COLUMN=user_id`.", field="map", reason="no_who")
        if self.kind == "events" and "timestamp" not in names:
            message = "No column says when it happened; name one: `--map COLUMN=timestamp`."
            raise BadInput(message, field="map", reason="no_when")
        if self.kind == "events" and not names & {"event", "type", "name"}:
            message = "No column says what happened; name one: `--map COLUMN=event`."
            raise BadInput(message, field="map", reason="no_what")


def plan(
    kind: ImportKind, pairs: Iterable[str], *, as_of: datetime, now: datetime, reserved: frozenset[str] = frozenset()
) -> Plan:
    """Return the plan that `column=field` pairs describe; BadInput names the pair at fault."""
    named: dict[str, Target] = {}
    for pair in pairs:
        column, sign, wanted = pair.rpartition("=")
        if not sign or not column:
            message = f"{pair!r} is no mapping; write `column=field`, as in `Email=user_id`."
            raise BadInput(message, field="map", reason="no_mapping", details={"word": pair})
        if column in named:
            message = f"The column {column!r} is mapped twice."
            raise BadInput(message, field="map", reason="mapped_twice", details={"column": column})
        named[column] = _target(wanted, kind)
    return Plan(kind, as_of, now, reserved, named)


def looks_like_consent(name: str) -> bool:
    """Return whether a trait of this name would be somebody's consent."""
    return _CONSENT.search(re.sub(r"[\W_]+", "_", re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name)).lower()) is not None


def sent_event(row: Mapping[str, Json], plan: Plan) -> JsonObject | Refusal:
    """Return the event that a row becomes, as a client would send it, or why it becomes none."""
    fields: dict[str, Json] = {}
    objects: dict[str, JsonObject] = {}
    for column, value in row.items():
        target = plan.target(column)
        if not target.name or value is None or value == "":
            continue
        try:
            read = _read(value, target)
        except ValueError:
            return Refusal("bad_type", f"{value!r} is no {target.type}.", column)
        if target.key is not None:
            objects.setdefault(target.name, {})[target.key] = read
        elif target.name in _OBJECTS:
            if not isinstance(read, Mapping):
                return Refusal("bad_type", f"Give {target.name} as a JSON object.", column)
            objects.setdefault(target.name, {}).update(read)
        else:
            fields[target.name] = read
    return _event(fields, objects, plan)


def column_of(name: str | None, row: Mapping[str, Json], plan: Plan) -> str | None:
    """Return the column of a row that became a field of what was sent, or the field when none did."""
    for column in row:
        target = plan.target(column)
        if target.name and name in {_sent_name(target), f"{target.name}.{target.key}"}:
            return column
    return name


def _by_name(column: str, kind: ImportKind) -> Target:
    spelled = re.sub(r"[\s-]+", "_", re.sub(r"(?<=[a-z])(?=[A-Z])", "_", column.strip())).lower()
    name = _ALIASES.get(spelled, spelled)
    known: Iterable[str] = _FIELDS if kind == "events" else _OF_CUSTOMERS
    return Target(name) if name in known else Target(_rest(kind), column.strip())


def _target(wanted: str, kind: ImportKind) -> Target:
    path, _, suffix = wanted.partition(":")
    name, dot, key = path.partition(".")
    if suffix and suffix not in _TYPES:
        message = f"{suffix!r} is no type; choose text, number or boolean."
        raise BadInput(message, field="map", reason="no_type", details={"word": suffix})
    known: Iterable[str] = _FIELDS if kind == "events" else _OF_CUSTOMERS
    if wanted in {"", NOWHERE}:
        return Target("")
    if name not in known or (dot and (name not in _OBJECTS or not key)):
        choice = f"{', '.join(known)}, {_rest(kind)}.NAME"
        message = f"{path!r} is no field; choose {choice} or -."
        raise BadInput(message, field="map", reason="no_field", details={"word": path, "fields": choice})
    return Target(name, key or None, cast("CellType", suffix or "auto"))


def _rest(kind: ImportKind) -> str:
    return "properties" if kind == "events" else "traits"


def _read(value: Json, target: Target) -> Json:
    if not isinstance(value, str):
        return value
    text = plain_cell(value)
    if target.key is not None:
        return typed_cell(text, target.type)
    if target.name in _OBJECTS:
        return json.decode(text)
    return text


def _event(fields: dict[str, Json], objects: dict[str, JsonObject], plan: Plan) -> JsonObject | Refusal:
    kind = "identify" if plan.kind == "customers" else str(fields.get("type") or "track")
    own_time = _instant(fields.get("timestamp"))
    timestamp = own_time or plan.as_of.isoformat()
    if own_time is None and plan.kind == "events":
        return Refusal("missing_field", "Say when it happened: history without a time is none.", "timestamp")
    content = {"traits": objects.get("properties", {}) | objects.get("traits", {})}
    if kind in {"identify", "group"}:
        stated = next((key for key in content["traits"] if looks_like_consent(key)), None)
        if stated is not None:
            return Refusal("consent", f"The trait {stated!r} {USE_CONSENT_IMPORT % stated}", f"traits.{stated}")
    else:
        content = {"properties": content["traits"]}
    if "context" in objects:
        content["context"] = objects["context"]
    sent: JsonObject = {_FIELDS[name]: value for name, value in fields.items()} | content
    sent |= {"type": kind, "timestamp": timestamp}
    if kind == "track" and "event" not in sent and "name" in sent:
        sent["event"] = sent.pop("name")
    sent |= {"messageId": sent.get("messageId") or _message_id(sent)}
    return sent if own_time else sent | {"timestamp": min(plan.as_of, plan.now).isoformat()}


def _message_id(sent: JsonObject) -> str:
    """Return an id that the same row has at every repetition."""
    spelled = json.encode(dict(sorted(sent.items())))
    return f"import-{blake2b(spelled, digest_size=16).hexdigest()}"


def _instant(value: Json) -> str | None:
    """Return an instant as ISO 8601; seconds and milliseconds since 1970 are read too."""
    text = str(value) if value is not None else ""
    if _SECONDS.fullmatch(text):
        return datetime.fromtimestamp(int(text), UTC).isoformat()
    if _MILLISECONDS.fullmatch(text):
        return datetime.fromtimestamp(int(text) / _THOUSAND, UTC).isoformat()
    return text or None


def _sent_name(target: Target) -> str:
    return _FIELDS[target.name] if target.key is None else f"{target.name}.{target.key}"
