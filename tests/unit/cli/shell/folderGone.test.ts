/** Whether a shell stands anywhere. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { standing } from "#cli/shell/folderGone.ts"

describe("standing", () => {
  it("fails where the folder is gone, or a file is in its place, and says what to do", () => {
    const folder = mkdtempSync(join(tmpdir(), "zenus-gone-"))
    Effect.runSync(standing(folder))
    rmSync(folder, { recursive: true })
    const gone = Effect.runSync(Effect.flip(standing(folder)))
    assert.strictEqual(gone.message, `This folder is not there any more: ${folder}. Nothing was done.`)
    assert.include(gone.recovery[0] ?? "", "cd ..")
    writeFileSync(folder, "")
    assert.strictEqual(Effect.runSync(Effect.flip(standing(folder)))._tag, "FolderGone")
    rmSync(folder)
  })
})
