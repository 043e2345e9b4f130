"""Say what becomes of an invoice. Amounts are in minor units."""

from tenure.events.rules.declarations import INTEGER, OPTIONAL_INTEGER, OPTIONAL_TEXT, TEXT, Declaration

_INVOICE = {"invoice": TEXT, "subscription": OPTIONAL_TEXT, "amount_minor": INTEGER, "currency": TEXT}

DECLARED = (
    Declaration("invoice_issued", "An invoice was issued.", _INVOICE),
    Declaration("invoice_paid", "An invoice was paid.", _INVOICE),
    Declaration(
        "invoice_payment_failed",
        "A payment was refused.",
        {**_INVOICE, "attempt": OPTIONAL_INTEGER, "reason": OPTIONAL_TEXT},
    ),
    Declaration(
        "invoice_payment_recovered",
        "A payment that had been refused went through.",
        {**_INVOICE, "attempt": OPTIONAL_INTEGER},
    ),
    Declaration("refund_made", "Money went back.", {**_INVOICE, "reason": OPTIONAL_TEXT}),
)
