"""One of the Python libraries, as its users would have it, told what to do by pgdc-bench.

    contestant.py LIBRARY URL

It first says which kinds of tasks it has a way to do. Then it reads lines of a kind and a size, `Get 320`, and answers
each with the number of rows and the seconds that it took. The kinds are those of `src/task.rs`.
"""
import asyncio, json, sys, time

import uvloop

COLUMNS = "id, tenant_id, name, note, amount, done, meta, created_at"
WRITTEN = ("tenant_id", "name", "note", "amount", "meta")
TASKS, STORED, TENANTS = 16, 100_000, 10


def ids(numbers):
    return [number * 7919 % STORED + 1 for number in numbers]


def given(n):
    """The values of a row that is written; `Given` of `src/given.rs`."""
    return {
        "tenant_id": n % TENANTS,
        "name": f"event {n} of a tenant who has much to say",
        "note": f"note {n}" if n % 2 == 0 else None,
        "amount": n / 7.0,
        "meta": {"id": n, "tags": ["a", "b"]},
    }


def rows(size):
    return [given(n) for n in range(1, size + 1)]


def as_text(row):
    return {**row, "meta": json.dumps(row["meta"])}


async def each(calls):
    """One call after the other."""
    count = 0
    for call in calls:
        count += await call() is not None
    return count


class Asyncpg:
    """Records are lazy: no value becomes a Python object before it is asked for. jsonb is text.

    Statements are prepared when they are used: after that alone, the server holds locks until the next answer.
    """

    async def open(self, url):
        import asyncpg

        self.conn = await asyncpg.connect(url)
        names, places = ", ".join(WRITTEN), ", ".join(f"${n}" for n in range(1, 6))
        self.insert = f"INSERT INTO event ({names}) VALUES ({places})"

    async def Get(self, size):
        by_key = await self.conn.prepare(f"SELECT {COLUMNS} FROM event WHERE id = $1")
        return lambda: each([lambda n=n: by_key.fetchrow(n) for n in ids(range(size))])

    async def List(self, size):
        query = f"SELECT {COLUMNS} FROM event WHERE id <= $1"

        async def run():
            return len(await self.conn.fetch(query, size))

        return run

    async def Insert(self, size):
        insert = await self.conn.prepare(f"{self.insert} RETURNING {COLUMNS}")
        given = [tuple(as_text(row).values()) for row in rows(size)]
        return lambda: each([lambda row=row: insert.fetchrow(*row) for row in given])

    async def InsertMany(self, size):
        given = [tuple(as_text(row).values()) for row in rows(size)]

        async def run():
            await self.conn.executemany(self.insert, given)
            return len(given)

        return run

    async def CopyIn(self, size):
        given = [tuple(as_text(row).values()) for row in rows(size)]

        async def run():
            await self.conn.copy_records_to_table("event", records=given, columns=WRITTEN)
            return len(given)

        return run

    async def Update(self, size):
        update = await self.conn.prepare("UPDATE event SET note = $2, amount = $3 WHERE id = $1 RETURNING 1")
        given = [(n, row["note"], row["amount"]) for n, row in enumerate(rows(size), 1)]
        return lambda: each([lambda row=row: update.fetchval(*row) for row in given])

    async def UpdateMany(self, size):
        given = [(n, row["note"], row["amount"]) for n, row in enumerate(rows(size), 1)]

        async def run():
            await self.conn.executemany("UPDATE event SET note = $2, amount = $3 WHERE id = $1", given)
            return len(given)

        return run

    async def Delete(self, size):
        delete = await self.conn.prepare("DELETE FROM event WHERE id = $1 RETURNING 1")
        return lambda: each([lambda n=n: delete.fetchval(n) for n in range(1, size + 1)])


class Fastasyncpg:
    async def open(self, url):
        from fastasyncpg.core import connect

        self.db = await connect(url)
        self.table = self.db.t.event

    async def Get(self, size):
        return lambda: each([lambda n=n: self.table.get(n) for n in ids(range(size))])

    async def List(self, size):
        async def run():
            return len(await self.table(where="id <= $1", where_args=[size]))

        return run

    async def Insert(self, size):
        given = rows(size)
        return lambda: each([lambda row=row: self.table.insert(**row) for row in given])

    async def Update(self, size):
        given = [{"id": n, "note": row["note"], "amount": row["amount"]} for n, row in enumerate(rows(size), 1)]
        return lambda: each([lambda row=row: self.table.update(**row) for row in given])


class Psycopg:
    async def open(self, url):
        import psycopg
        from psycopg.types.json import Jsonb

        self.conn, self.jsonb = await psycopg.AsyncConnection.connect(url, autocommit=True), Jsonb
        self.insert = f"INSERT INTO event ({', '.join(WRITTEN)}) VALUES (%s, %s, %s, %s, %s)"

    def values(self, size):
        return [(*list(row.values())[:4], self.jsonb(row["meta"])) for row in rows(size)]

    async def one(self, query, values):
        return await (await self.conn.execute(query, values, binary=True)).fetchone()

    async def Get(self, size):
        query = f"SELECT {COLUMNS} FROM event WHERE id = %s"
        return lambda: each([lambda n=n: self.one(query, (n,)) for n in ids(range(size))])

    async def List(self, size):
        query = f"SELECT {COLUMNS} FROM event WHERE id <= %s"

        async def run():
            return len(await (await self.conn.execute(query, (size,), binary=True)).fetchall())

        return run

    async def Insert(self, size):
        given, query = self.values(size), f"{self.insert} RETURNING {COLUMNS}"
        return lambda: each([lambda row=row: self.one(query, row) for row in given])

    async def InsertMany(self, size):
        given = self.values(size)

        async def run():
            async with self.conn.transaction(), self.conn.cursor() as cursor:
                await cursor.executemany(self.insert, given)
            return len(given)

        return run


class Tracktolib:
    """Its queries over a connection of asyncpg."""

    async def open(self, url):
        import asyncpg

        self.conn = await asyncpg.connect(url)

    async def Insert(self, size):
        from tracktolib.pg import insert_returning

        given, returning = [as_text(row) for row in rows(size)], COLUMNS.split(", ")
        call = lambda row: insert_returning(self.conn, "event", row, returning=returning)
        return lambda: each([lambda row=row: call(row) for row in given])

    async def InsertMany(self, size):
        from tracktolib.pg import insert_many

        given = [as_text(row) for row in rows(size)]

        async def run():
            await insert_many(self.conn, "event", given)
            return len(given)

        return run


async def main(library, url):
    contestant = {"asyncpg": Asyncpg, "fastasyncpg": Fastasyncpg, "psycopg": Psycopg, "tracktolib": Tracktolib}[library]()
    await contestant.open(url)
    print(" ".join(kind for kind in dir(contestant) if kind[0].isupper()), flush=True)
    for line in sys.stdin:
        kind, size = line.split()
        run = await getattr(contestant, kind)(int(size))
        started = time.perf_counter()
        count = await run()
        print(count, time.perf_counter() - started, flush=True)


uvloop.run(main(*sys.argv[1:]))
