"""Answer with mail: its HTML for a frame without any power, its bytes for a file."""

from django.http import HttpResponse

# No script, no form, no network: pictures of strangers are not fetched, so nobody learns that staff looked.
FRAME_POLICY = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'"


def body_response(html: str) -> HttpResponse:
    """Return the HTML of a mail, to be shown in a sandboxed frame."""
    return HttpResponse(html, headers={"Content-Security-Policy": FRAME_POLICY, "Referrer-Policy": "no-referrer"})


def raw_response(raw: bytes, *, name: str) -> HttpResponse:
    """Return the bytes of a mail as a file to be kept, never shown by the browser."""
    headers = {"Content-Disposition": f'attachment; filename="{name}.eml"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(raw, content_type="message/rfc822", headers=headers)
