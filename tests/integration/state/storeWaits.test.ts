/** A wait for the lock that lasts is said, once each wait (contract §5: none is silent for more than a second). */
import { DatabaseSync } from "node:sqlite"
import { assert, describe } from "@effect/vitest"
import { isStoreError } from "@zenus/core"
import { openSqliteStore } from "@zenus/core/node"
import { it } from "#kit"
import { WAIT_NOTICE_MS } from "#core/node/SqliteStore.ts"
import { noteTables } from "./noteTables.ts"

describe("a state file that another holds", () => {
  it("is waited for; after a second that is said, once, before it is given up", ({ base }) => {
    const file = `${base}/zenus.db`
    let said = 0
    // No later than the notice: the first look at the time is the last one, as it may be on a busy machine with any limit.
    const busyTimeoutMs = WAIT_NOTICE_MS
    const options = { file, create: true, migrations: noteTables, busyTimeoutMs, onWait: () => void said++ }
    const store = openSqliteStore(options)
    const add = (text: string) => store?.transaction(() => store.run("INSERT INTO note (text) VALUES (?)", [text]))
    const holder = new DatabaseSync(file)
    holder.exec("BEGIN IMMEDIATE")
    try {
      add("x")
      assert.fail("wrote while another held the lock")
    } catch (cause) {
      assert.isTrue(isStoreError(cause) && cause._tag === "StoreBusy", String(cause))
    }
    assert.strictEqual(said, 1)
    holder.exec("ROLLBACK")
    holder.close()
    add("y")
    assert.strictEqual(said, 1, "who need not wait is told nothing")
    assert.deepStrictEqual(
      store?.all("SELECT text FROM note").map(({ text }) => text),
      ["y"]
    )
    store?.close()
  })
})
