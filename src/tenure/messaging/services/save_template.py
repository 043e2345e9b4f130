"""Save one language of a template as a new version."""

from dataclasses import replace
from datetime import datetime

from django.db import transaction

from tenure.kernel.errors import BadInput
from tenure.messaging.channels.kinds import channel_kinds
from tenure.messaging.models import TemplateRow
from tenure.messaging.queries import snippets
from tenure.messaging.renderer.sandbox import Sandbox
from tenure.messaging.rules.problems import TemplateProblem
from tenure.messaging.rules.snippets import partials_for
from tenure.messaging.rules.templates import KEY, Template, locale_tag
from tenure.platform.services.audit import audit


def save_template(workspace_id: int, template: Template, *, sandbox: Sandbox, actor: str, now: datetime) -> Template:
    """Return the template as saved; the same content again is the same version."""
    checked = _checked(workspace_id, template, sandbox)
    with transaction.atomic():
        current = (
            TemplateRow.objects.select_for_update()
            .filter(workspace_id=workspace_id, key=checked.key, locale=checked.locale, is_current=True)
            .first()
        )
        version = 0 if current is None else current.version
        if current is not None:
            if current.to_value() == replace(checked, version=version):
                return current.to_value()
            current.is_current = False
            current.save(update_fields=["is_current"])
        saved = replace(checked, version=version + 1)
        TemplateRow.of(saved, workspace_id=workspace_id, now=now).save(force_insert=True)
        subject = f"template:{saved.key}/{saved.locale}"
        audit(workspace_id, actor=actor, act="template.saved", subject=subject, fields=["version"])
    return saved


def _checked(workspace_id: int, template: Template, sandbox: Sandbox) -> Template:
    """Return the template with its locale spelled as everywhere; BadInput says what to mend."""
    if not KEY.fullmatch(template.key):
        raise BadInput(
            f"{template.key!r} cannot name a template; use small letters, digits, - and _, as in `trial-ending`.",
            field="key",
        )
    if template.channel not in channel_kinds():
        known = ", ".join(f"`{kind}`" for kind in sorted(channel_kinds()))
        raise BadInput(f"There is no channel {template.channel!r}; there is {known}.", field="channel")
    locale = locale_tag(template.locale)
    if locale is None:
        raise BadInput(f"{template.locale!r} is no locale; write one as `en`, `ko` or `pt-BR`.", field="locale")
    problems = sandbox.problems(template, partials=partials_for(snippets(workspace_id), locale=locale))
    if problems:
        raise _refused(problems)
    return replace(template, locale=locale)


def _refused(problems: list[TemplateProblem]) -> BadInput:
    """Return one error that says everything about the first field at fault."""
    field = problems[0].field
    return BadInput(" ".join(problem.sentence for problem in problems if problem.field == field), field=field)
