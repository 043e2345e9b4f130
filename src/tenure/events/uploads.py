"""Take a small table of history by API."""

from typing import Any, Literal

from ninja import Query, Router, Schema
from pydantic import Field

from tenure.events.services.import_upload import UPLOAD_BYTES, Upload, import_upload, too_large
from tenure.platform.api import ApiRequest, requires
from tenure.platform.queries import real_now

router = Router(tags=["imports"])
_TABLE = {"schema": {"type": "string"}}
_BODY: dict[str, Any] = {
    "requestBody": {"required": True, "content": {"text/csv": _TABLE, "application/jsonl": _TABLE}}
}


class ImportIn(Schema):
    """What the rows of the body are, and where their columns go."""

    kind: Literal["events", "customers"]
    format: Literal["csv", "jsonl"]
    map: list[str] = Field(default_factory=list, description="`COLUMN=field`, as in `Email=user_id`; `-` leaves out.")
    dry_run: bool = Field(default=False, description="Check every row and store nothing.")


class RefusedOut(Schema):
    """A row that did not enter: its line, the column at fault, and why."""

    line: int
    code: str
    field: str | None
    reason: str
    row: str


class ImportOut(Schema):
    """What became of the rows; of those that did not enter, the first hundred."""

    rows: int
    imported: int
    refused: int
    skipped: int
    refused_rows: list[RefusedOut]


@router.post("/imports", response=ImportOut, auth=requires("events.write"), openapi_extra=_BODY)
def import_rows(request: ApiRequest, about: Query[ImportIn]) -> ImportOut:
    """Import a table of at most 2 MB as history: it triggers nothing, and rows sent again add nothing.

    Rows without a time are dated by the request: give `timestamp` to customers that may be sent again.
    """
    if int(request.headers.get("content-length") or 0) > UPLOAD_BYTES:
        raise too_large()
    upload = Upload(about.kind, about.format, about.map, is_dry=about.dry_run)
    done, refused = import_upload(request.auth.workspace, request.body, upload, now=real_now())
    return ImportOut(
        rows=done.row_count,
        imported=done.accepted_count,
        refused=done.refused_count,
        skipped=done.skipped_count,
        refused_rows=[RefusedOut.from_orm(row) for row in refused],
    )
