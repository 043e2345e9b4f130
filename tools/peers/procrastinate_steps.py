"""Measure Procrastinate: one task for each message, asked for in bulk, worked off by one asynchronous worker."""

import asyncio

from common import arguments, count, make_table, report
from procrastinate import App, PsycopgConnector

url, wanted = arguments()
make_table(url)
app = App(connector=PsycopgConnector(conninfo=url, max_size=20))


@app.task(name="record_message")
async def record_message(customer_id: int) -> None:
    """Record one message."""
    await app.connector.execute_query_async(
        "INSERT INTO message VALUES (%(customer_id)s, 'welcome') ON CONFLICT DO NOTHING", customer_id=customer_id
    )


async def main() -> None:
    """Ask for everything, and work until all is done."""
    async with app.open_async():
        await app.schema_manager.apply_schema_async()
        worker = asyncio.create_task(app.run_worker_async(concurrency=16, wait=True, install_signal_handlers=False))
        loop = asyncio.get_running_loop()

        def ask() -> None:
            told = [{"customer_id": customer_id} for customer_id in range(wanted)]
            asyncio.run_coroutine_threadsafe(record_message.batch_defer_async(*told), loop).result()

        await asyncio.to_thread(report, "Procrastinate", wanted, ask=ask, done=lambda: count(url))
        worker.cancel()


asyncio.run(main())
