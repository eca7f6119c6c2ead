/** Transactions that are flushed and others that are not, side by side on one store. */
import { assert, describe } from "@effect/vitest"
import type { Store } from "@zenus/core"
import { openSqliteStore } from "@zenus/core/node"
import { it } from "#kit"
import { noteTables } from "./noteTables.ts"

const texts = (store: Store): ReadonlyArray<unknown> =>
  store.all("SELECT text FROM note ORDER BY id").map((row) => row["text"])
const add = (store: Store, text: string): void => {
  store.run("INSERT INTO note (text) VALUES (?)", [text])
}

describe("an open store", () => {
  it("flushes nothing for what is only counted, and everything else", ({ base }) => {
    const store = openSqliteStore({ file: `${base}/zenus.db`, create: true, migrations: noteTables })
    if (store === null) throw new Error("it was to be made")
    const synchronous = () => store.get("PRAGMA synchronous")?.["synchronous"]
    const seen: Array<unknown> = []
    const note = (): void => void seen.push(synchronous())
    store.unflushed(() => {
      note()
      add(store, "one")
      store.unflushed(() => add(store, "two"))
    })
    store.transaction(note)
    assert.throws(() =>
      store.unflushed(() => {
        note()
        add(store, "three")
        throw new Error("stop")
      })
    )
    // A statement of its own is flushed like a transaction.
    add(store, "four")
    note()
    // Within a transaction that is flushed, it is a part of that one.
    store.unflushed(() => add(store, "five"))
    store.transaction(() => store.unflushed(note))
    assert.deepStrictEqual(seen, [1, 2, 1, 2, 2])
    assert.deepStrictEqual(texts(store), ["one", "two", "four", "five"])
    store.close()
  })
})
