import time
import polars as pl
import pytest
from tenure.messaging.senders import SenderBook
from tenure.messaging.services.deliver import deliver
from tenure.messaging.services.queue_messages import queue_messages
from tenure.messaging import drafts, queries
from tenure.platform.services.effects import perform_effects
from tenure.playbooks.reading import playbook
from tenure.kernel import json
from tests.messaging.scenes import NOW, known, made, saved, wished
from tests.messaging.sink import sink

pytestmark = pytest.mark.db


def test_perf(state, monkeypatch, database_vendor):
    ws = made(deliver="smtp")
    body = dict(playbook("welcome").templates)["welcome"]
    saved(ws, syntax="mjml", body=body["mjml"], text=body["text"], subject=body["subject"])
    people = known(ws, *(f"u{n}" for n in range(20_000)))

    def profile_frame(workspace_id, ids):
        ids = sorted(set(ids))
        return pl.DataFrame(
            {
                "customer_id": ids,
                "email": [f"c{i}@example.com" for i in ids],
                "locale": "en",
                "traits": [json.encode_text({"name": "Ann", "plan": "pro"})] * len(ids),
            },
            schema_overrides={"customer_id": pl.Int64},
        )

    monkeypatch.setattr(drafts, "profile_frame", profile_frame)
    wished(ws, people[:20000])
    for _ in range(2):
        t = time.time()
        n = perform_effects(lambda _: NOW)
        print(database_vendor, "queue", n, n / (time.time() - t))
    with sink() as server:
        book = SenderBook(smtp_url=server.url, catcher_port=None, from_address="hello@moveo.example")
        time.sleep(0.5)
        t = time.time()
        deliver(lambda _: NOW, senders=book)
        print("first pass of 8", time.time() - t)
        t = time.time()
        n = 0
        while n < 800:
            n += deliver(lambda _: NOW, senders=book)
        print("deliver/s", n / (time.time() - t))
        import cProfile, pstats

        p = cProfile.Profile()
        p.enable()
        n = 0
        while n < 400:
            n += deliver(lambda _: NOW, senders=book)
        p.disable()
        pstats.Stats(p).sort_stats("tottime").print_stats(14)
        book.close()
    t = time.time()
    queries.message_counts(ws.id)
    print("counts", time.time() - t)
