"""Serve a small company whose events arrive live."""

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from types import FrameType
from typing import Annotated, NoReturn

import typer
from rich.console import Console
from rich.progress import Progress

from tenure.demo.client import Tenure, connected
from tenure.demo.living import live_history, live_on
from tenure.demo.rules.company import Company
from tenure.kernel.errors import Unavailable
from tenure.platform.home import Home
from tenure.platform.queries import real_now
from tenure.platform.services import sign_in_links
from tenure.project import demo_home, options
from tenure.project.demo_home import Credentials
from tenure.project.ports import free_port, refuse_taken
from tenure.project.printing import HomeOption, JsonOption, say

CUSTOMERS, DAYS, SEED, PORT = 200, 14, 1, 8000
INTERRUPTED = 130


def command(
    *,
    customers: Annotated[int | None, typer.Option(min=1, help=f"How many customers; {CUSTOMERS} when absent.")] = None,
    days: Annotated[int | None, typer.Option(min=1, help=f"Days of history; {DAYS} when absent.")] = None,
    seed: Annotated[int | None, typer.Option(help=f"Which company; {SEED} when absent.")] = None,
    port: Annotated[int | None, typer.Option(help=f"The one port; {PORT} when absent.")] = None,
    no_serve: Annotated[bool, typer.Option("--no-serve", help="Make the home, print its keys, and stop.")] = False,
    home: HomeOption = None,  # noqa: ARG001 - read before Django is loaded
    as_json: JsonOption = False,
) -> None:
    """Serve a small company whose events arrive live; a second start goes on with the same company."""
    began, own = time.monotonic(), options.load().state_home
    # Nobody calls while the home is only made, so then any port will do.
    listening = port or (free_port() if no_serve else PORT)
    refuse_taken(listening)
    # A home that is half made would be in the way of the next start.
    _on_interrupt(signal.SIG_IGN)
    credentials = _credentials(own, customers=customers, days=days, seed=seed)
    _on_interrupt(signal.default_int_handler)
    moveo = Company(
        seed=credentials.seed,
        customers=credentials.customers,
        days=credentials.days,
        starts_at=credentials.starts_at,
    )
    facts: dict[str, object] = {}
    try:
        with demo_home.served(own, port=listening) as serving:
            tenure = connected(
                base_url=f"http://127.0.0.1:{listening}",
                write_key=credentials.write_key,
                api_key=credentials.api_key,
            )
            _tell_history(tenure, moveo)
            facts = _facts(tenure, credentials, home=own, port=port or PORT)
            if not no_serve:
                _welcome(facts | {"seconds": _since(began)}, as_json=as_json)
                _go_on(tenure, moveo, serving)
    except KeyboardInterrupt:
        if not facts:
            typer.echo("Stopped on the way; the next start goes on from here.", err=True)
            raise typer.Exit(INTERRUPTED) from None
    if no_serve:
        say(facts | {"seconds": _since(began)}, as_json=as_json)


def _on_interrupt(handler: Callable[[int, FrameType | None], None] | signal.Handlers) -> None:
    """Say what Ctrl-C and SIGTERM do; said aloud, as a script's background inherits an ignored SIGINT."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, handler)


def _since(began: float) -> float:
    return round(time.monotonic() - began, 1)


def _credentials(home: Home, *, customers: int | None, days: int | None, seed: int | None) -> Credentials:
    found = demo_home.remembered(home)
    if found is None:
        length = days or DAYS
        return demo_home.made(
            home,
            seed=str(SEED if seed is None else seed),
            customers=customers or CUSTOMERS,
            days=length,
            starts_at=demo_home.beginning(real_now(), days=length),
        )
    wanted = (customers or found.customers, days or found.days, found.seed if seed is None else str(seed))
    if wanted != (found.customers, found.days, found.seed):
        typer.echo(
            f"{home.path} holds a company already, which goes on; for another one give another --home.", err=True
        )
    return found


def _tell_history(tenure: Tenure, moveo: Company) -> None:
    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not sys.stderr.isatty()) as progress:
        task = progress.add_task(f"Living {moveo.days} days of Moveo")
        live_history(
            tenure,
            moveo,
            progress=lambda done, total: progress.update(task, completed=done, total=total),
        )


def _facts(tenure: Tenure, credentials: Credentials, *, home: Home, port: int) -> dict[str, object]:
    counts = tenure.overview()
    return {
        "home": str(home.path),
        "workspace": credentials.workspace,
        "customers": counts["customers"],
        "events": counts["events"],
        "write_key": credentials.write_key,
        "api_key": credentials.api_key,
        "console_url": f"http://127.0.0.1:{port}",
        "email": credentials.email,
        "password": credentials.password,
    }


def _welcome(facts: dict[str, object], *, as_json: bool) -> None:
    token = sign_in_links.mint(str(facts["email"]), key=options.load().signing_key(), now=real_now())
    say(facts | {"sign_in_link": f"{facts['console_url']}/sign-in/{token}"}, as_json=as_json)
    if not as_json:
        typer.echo("\nOpen the sign-in link within ten minutes; it works once. Ctrl-C stops.")


def _go_on(tenure: Tenure, moveo: Company, serving: subprocess.Popen[bytes]) -> NoReturn:
    stop = threading.Event()
    life = threading.Thread(target=live_on, args=(tenure, moveo), kwargs={"stop": stop}, daemon=True)
    life.start()
    try:
        serving.wait()
    finally:
        stop.set()
        life.join()
    raise Unavailable("Tenure stopped; the lines above say why.")
