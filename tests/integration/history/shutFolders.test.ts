/** A user who shut a folder for himself can take it back: undo opens it before it looks inside. Root, whom nothing is shut for, plays another user. */
import { execFileSync } from "node:child_process"
import { chmodSync, chownSync, mkdirSync } from "node:fs"
import { join } from "node:path"
import { assert, describe } from "@effect/vitest"
import { it } from "#kit"

const root = join(import.meta.dirname, "..", "..", "..")
const NOBODY = 65_534
const isRoot = process.getuid?.() === 0

describe.skipIf(process.platform === "win32")("folders that were shut", () => {
  it("are opened by undo before it looks inside, also after a crash", ({ base }) => {
    const folder = join(base, "of the user")
    mkdirSync(folder, { mode: 0o700 })
    chmodSync(base, 0o711)
    if (isRoot) chownSync(folder, NOBODY, NOBODY)
    const said = execFileSync(
      process.execPath,
      ["--conditions=source", join(import.meta.dirname, "shutFolders.ts"), folder],
      {
        cwd: root,
        encoding: "utf8",
        env: { HOME: folder, PATH: process.env["PATH"] ?? "" },
        ...(isRoot ? { uid: NOBODY, gid: NOBODY } : {})
      }
    )
    assert.strictEqual(said, "")
  })
})
