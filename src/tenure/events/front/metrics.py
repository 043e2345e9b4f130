"""Count what the front does, for Prometheus."""

from dataclasses import asdict, dataclass


@dataclass(slots=True)
class Metrics:
    """Counts since this front started."""

    requests_total: int = 0
    requests_refused_total: int = 0
    requests_unavailable_total: int = 0
    events_accepted_total: int = 0
    events_rejected_total: int = 0


def exposition(metrics: Metrics, *, commits: int, waiting: int) -> bytes:
    """Return the counts in Prometheus' text format."""
    counts = asdict(metrics) | {"commits_total": commits}
    lines = [f"# TYPE tenure_front_{name} counter\ntenure_front_{name} {count}\n" for name, count in counts.items()]
    lines.append(f"# TYPE tenure_front_waiting_requests gauge\ntenure_front_waiting_requests {waiting}\n")
    return "".join(lines).encode()
