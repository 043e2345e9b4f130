import asyncio
import os
import subprocess

from tenure.events.front import metrics as module
from tenure.events.front.metrics import Board, exposition
from tenure.kernel import json


def _with_board(folder, own, act):
    async def run():
        board = Board(folder, own)
        board.start()
        try:
            return await act(board)
        finally:
            await board.stop()

    return asyncio.run(run())


async def _total(board):
    return board.total()


def test_a_process_tells_of_the_others_that_live_and_not_of_the_dead(tmp_path):
    gone = subprocess.Popen(["true"])
    gone.wait()
    (tmp_path / f"{os.getppid()}.json").write_bytes(json.encode({"requests_total": 5, "waiting_requests": 1}))
    (tmp_path / f"{gone.pid}.json").write_bytes(json.encode({"requests_total": 900}))

    found = _with_board(tmp_path, lambda: {"requests_total": 2, "waiting_requests": 0}, _total)

    assert found == {"requests_total": 7, "waiting_requests": 1}
    assert [file.name for file in tmp_path.iterdir()] == [f"{os.getppid()}.json"]


def test_counts_are_shown_to_the_others_while_a_process_lives(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "INTERVAL", 0.01)
    counts = {"requests_total": 1}
    file = tmp_path / "new" / f"{os.getpid()}.json"

    async def count(_):
        first = json.decode(file.read_bytes())
        counts["requests_total"] = 2
        await asyncio.sleep(0.2)
        return first, json.decode(file.read_bytes())

    assert _with_board(file.parent, lambda: counts, count) == ({"requests_total": 1}, {"requests_total": 2})
    assert not file.exists()


def test_counts_are_spelled_as_prometheus_reads_them():
    assert exposition({"requests_total": 7, "waiting_requests": 1}) == (
        b"# TYPE tenure_front_requests_total counter\ntenure_front_requests_total 7\n"
        b"# TYPE tenure_front_waiting_requests gauge\ntenure_front_waiting_requests 1\n"
    )
