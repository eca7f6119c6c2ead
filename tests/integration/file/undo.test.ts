/** Every changing action of this table done, taken back and done again: the tree is what it was, byte for byte. */
import { chmodSync, mkdirSync, symlinkSync, utimesSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe } from "@effect/vitest"
import type { AnyAction } from "@zenus/core"
import { diffTrees, it, snapshotTree } from "#kit"
import { perform } from "#kit/perform.ts"
import { redoLast, undoLast } from "#kit/takeBack.ts"
import { append } from "#tools/file/change/append.ts"
import { copy } from "#tools/file/change/copy.ts"
import { dedupe } from "#tools/file/change/dedupe.ts"
import { remove } from "#tools/file/change/delete.ts"
import { link } from "#tools/file/change/link.ts"
import { mkdir } from "#tools/file/change/mkdir.ts"
import { move } from "#tools/file/change/move.ts"
import { owner } from "#tools/file/change/owner.ts"
import { permissions } from "#tools/file/change/permissions.ts"
import { rename } from "#tools/file/change/rename.ts"
import { touch } from "#tools/file/change/touch.ts"
import { write } from "#tools/file/change/write.ts"

const isRoot = process.getuid?.() === 0

const FILES: ReadonlyArray<readonly [path: string, text: string, mode: number]> = [
  ["a.txt", "alpha\n", 0o644],
  ["b.txt", "beta", 0o600],
  ["IMG_1.JPG", "picture", 0o644],
  ["copy of IMG_1.JPG", "picture", 0o640],
  ["docs/a.txt", "another alpha", 0o644],
  ["docs/deep/.hidden", "h", 0o400],
  ["docs/deep/run.sh", "#!/bin/sh\n", 0o4755],
  ["-rf", "dashes", 0o644],
  ["$HOME", "dollars", 0o644],
  ["two\nlines.txt", "lines", 0o644],
  ["~", "tilde", 0o644]
]

const makeTree = (folder: string): void => {
  for (const [at, [path, text, mode]] of FILES.entries()) {
    mkdirSync(join(folder, path, ".."), { recursive: true })
    writeFileSync(join(folder, path), text)
    chmodSync(join(folder, path), mode)
    utimesSync(join(folder, path), 1_000_000_000 + at, 1_000_000_000 + at + 0.123456)
  }
  mkdirSync(join(folder, "to"))
  writeFileSync(join(folder, "to/a.txt"), "taken")
  symlinkSync("docs/a.txt", join(folder, "alias"))
  symlinkSync("gone", join(folder, "broken"))
  for (const path of ["docs/deep", "docs", "to"]) utimesSync(join(folder, path), 900_000_000, 900_000_000)
}

const cases: ReadonlyArray<readonly [what: string, action: AnyAction, args: Record<string, unknown>]> = [
  ["mkdir of several with parents", mkdir, { paths: ["x/y/z", "x/w", "$(id)"] }],
  ["write of a new file in a new folder", write, { path: "new/file.txt", text: "text" }],
  ["write over a file", write, { path: "b.txt", text: "text" }],
  ["write through a link", write, { path: "alias", text: "text" }],
  ["append", append, { path: "b.txt", text: "more" }],
  ["append to a new file", append, { path: "log", text: "more" }],
  ["touch of new files", touch, { paths: ["n1", "x/n2"], at: "2020-01-01T00:00:00Z" }],
  ["touch of what is there", touch, { paths: ["a.txt", "docs", "~"] }],
  ["copy of a tree", copy, { from: { paths: ["docs"] }, to: "twin" }],
  ["copy into a taken name", copy, { from: { paths: ["a.txt", "docs/a.txt"] }, to: "to" }],
  ["copy over one file", copy, { from: { paths: ["a.txt"] }, to: "docs/a.txt" }],
  ["copy that replaces", copy, { from: { paths: ["a.txt", "b.txt"] }, to: "to", existing: "replace" }],
  ["move of many", move, { from: { hidden: "include" }, to: "all" }],
  ["move into a taken name", move, { from: { paths: ["a.txt", "docs/a.txt"] }, to: "to" }],
  ["move over one file", move, { from: { paths: ["a.txt"] }, to: "to/a.txt" }],
  ["move of a folder", move, { from: { paths: ["docs"] }, to: "to" }],
  ["move of the contents", move, { from: { paths: ["docs"] }, to: "out", contents: true }],
  ["rename of one", rename, { files: { paths: ["./~"] }, to: "$X" }],
  ["rename over one", rename, { files: { paths: ["a.txt"] }, to: "b.txt" }],
  ["rename by a rule, folders and what is in them", rename, { files: { type: "any", recursive: true }, prefix: "x" }],
  [
    "rename that swaps",
    rename,
    {
      files: { names: ["[ab].txt"] },
      replace: { text: "[ab]", with: "$&", regex: true },
      number: { name: "", separator: "" }
    }
  ],
  ["delete of files", remove, { files: { extensions: ["txt"], recursive: true } }],
  ["delete of a folder", remove, { files: { paths: ["docs", "docs/a.txt"] } }],
  ["delete of a link", remove, { files: { paths: ["alias", "broken"] } }],
  ["emptying a folder", remove, { files: { paths: ["docs"] }, contents: true }],
  ["permissions", permissions, { files: { paths: ["docs", "-rf"] }, mode: "go=,u-w", recursive: true }],
  ["link", link, { target: "docs/deep", path: "into/here" }],
  ["hard link", link, { target: "a.txt", path: "docs/second", hard: true }],
  ["dedupe", dedupe, {}],
  ["dedupe by hard links", dedupe, { how: "hardlink" }],
  ...(isRoot ? ([["owner", owner, { files: { paths: ["docs"] }, owner: "1234:1235", recursive: true }]] as const) : [])
]

describe("undo and redo", () => {
  for (const [what, action, args] of cases) {
    it(what, async ({ folder, home }) => {
      const options = { cwd: folder, zenusHome: home.zenusHome }
      makeTree(folder)
      const before = snapshotTree(folder)
      const done = await perform(action, args, options)
      assert.strictEqual(done.status, "done", JSON.stringify(done.error))
      assert.isAbove(done.effects.length, 0)
      const after = snapshotTree(folder)
      assert.isNotEmpty(diffTrees(before, after))
      const undone = await undoLast(options)
      assert.isNull(undone.stopped, JSON.stringify(undone.stopped))
      assert.deepStrictEqual(diffTrees(before, snapshotTree(folder), { inodes: true }), [])
      const redone = await redoLast(options)
      assert.isNull(redone.stopped, JSON.stringify(redone.stopped))
      assert.deepStrictEqual(diffTrees(after, snapshotTree(folder), { folderTimes: false }), [])
      assert.isNull((await undoLast(options)).stopped)
      assert.deepStrictEqual(diffTrees(before, snapshotTree(folder), { inodes: true }), [])
    })
  }
})
