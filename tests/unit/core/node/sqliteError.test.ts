/** What SQLite's result codes (sqlite.org/rescode.html) are to a person. */
import { assert, describe, it } from "vitest"
import { isBusy, storeError } from "#core/node/sqliteError.ts"
import { StoreBusy, StoreCorrupt, StoreUnwritable } from "#core/state/StoreError.ts"

const AT = { file: "/s/zenus.db", busyTimeoutMs: 5_000 }
const thrown = (errcode: number): Error => Object.assign(new Error("disk I/O error"), { errcode })

describe("an error of SQLite", () => {
  it.each([
    [13, "the disk is full"],
    // No room for the file beside it (IOERR_SHMSIZE): on a full disk reading fails so, too.
    [4_874, "the disk is full"],
    // Another I/O error (IOERR_READ) is one.
    [266, "the disk reports an error"],
    [8, "it is read-only, or was replaced while it was open"]
  ])("with code %i says why the file cannot be written: %s", (code, reason) => {
    const error = storeError(AT, thrown(code))
    assert.instanceOf(error, StoreUnwritable)
    assert.include(error.message, reason)
    assert.isFalse(isBusy(thrown(code)))
  })

  it("knows a busy file, also by an extended code, and a damaged one; what is none of its own comes back", () => {
    assert.isTrue(isBusy(thrown(517)))
    assert.instanceOf(storeError(AT, thrown(517)), StoreBusy)
    assert.instanceOf(storeError(AT, thrown(11)), StoreCorrupt)
    const defect = thrown(1)
    assert.strictEqual(storeError(AT, defect), defect)
    assert.strictEqual(storeError(AT, "words"), "words")
  })
})
