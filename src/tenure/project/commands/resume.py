"""Let messages out again."""

from tenure.platform.services.sending import resume_sending
from tenure.project import booting, options
from tenure.project.printing import HomeOption, JsonOption, say


def command(
    *,
    home: HomeOption = None,  # noqa: ARG001 - read before Django is loaded
    as_json: JsonOption = False,
) -> None:
    """Let messages out again after a restore."""
    loaded = options.load()
    booting.require_home(loaded.state_home, database_url=loaded.database_url)
    say({"sending": "resumed" if resume_sending() else "was not paused"}, as_json=as_json)
