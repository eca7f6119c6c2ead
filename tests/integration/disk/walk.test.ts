/** Walking whole trees: what is listed, what is entered, and what a folder that cannot be listed does to the rest. */
import * as fs from "node:fs"
import { assert, describe } from "@effect/vitest"
import type { DiskError, WalkOptions } from "@zenus/core"
import { makeNodeDisk } from "@zenus/core/node"
import { it } from "#kit"
import { codeOfPromise } from "./codeOf.ts"
import { withMemory } from "./mounts.ts"

const disk = makeNodeDisk()

/** Everything met, relative to the start, folders with a slash; and the errors by path. */
const walked = async (
  start: string,
  options: Omit<WalkOptions, "onFolder" | "onError"> = {}
): Promise<{ readonly met: ReadonlyArray<string>; readonly errors: ReadonlyArray<string> }> => {
  const met: Array<string> = []
  const errors: Array<string> = []
  await disk.walk(start, {
    ...options,
    onFolder: ({ path, depth, entries }) => {
      met.push(`${depth} ${path.slice(start.length)}/`)
      for (const { name, type } of entries)
        if (type !== "folder") met.push(`${depth} ${path.slice(start.length)}/${name}`)
    },
    onError: (error) => errors.push(`${error.code} ${error.path.slice(start.length)}`)
  })
  return { met: met.toSorted(), errors }
}

const makeTree = (folder: string, ...files: ReadonlyArray<string>): void => {
  for (const file of files) {
    fs.mkdirSync(`${folder}/${file}`.replace(/\/[^/]*$/, ""), { recursive: true })
    fs.writeFileSync(`${folder}/${file}`, "")
  }
}

/** Folders in folders, 3,000 bytes deep. */
const chain = (letter: string): string => Array.from({ length: 15 }, () => letter.repeat(200)).join("/")

describe("walk", () => {
  it("lists every folder once with its depth, and enters no link", async ({ folder }) => {
    makeTree(folder, "a", "x/b", "x/y/c")
    fs.mkdirSync(`${folder}/empty`)
    fs.symlinkSync("x", `${folder}/link`)
    fs.symlinkSync("..", `${folder}/x/up`)
    assert.deepStrictEqual(await walked(folder), {
      met: ["0 /", "0 /a", "0 /link", "1 /empty/", "1 /x/", "1 /x/b", "1 /x/up", "2 /x/y/", "2 /x/y/c"],
      errors: []
    })
  })

  it("goes as deep as it is told and enters what it is told", async ({ folder }) => {
    makeTree(folder, "a", "x/b", "x/y/c", ".git/d")
    assert.deepStrictEqual((await walked(folder, { maxDepth: 0 })).met, ["0 /", "0 /a"])
    assert.deepStrictEqual((await walked(folder, { maxDepth: 1, enter: (_, name) => name !== ".git" })).met, [
      "0 /",
      "0 /a",
      "1 /x/",
      "1 /x/b"
    ])
    const asked: Array<string> = []
    await walked(folder, {
      enter: (path, name, depth) => asked.push(`${depth} ${path.slice(folder.length)} ${name}`) > 0
    })
    assert.deepStrictEqual(asked.toSorted(), ["1 /.git .git", "1 /x x", "2 /x/y y"])
  })

  it("gives only what is wanted, and enters all the same", async ({ folder }) => {
    makeTree(folder, "a.log", "b.txt", "x/c.log", "x/y/d.txt", "x.log/e.log")
    const met: Array<string> = []
    await disk.walk(folder, {
      wants: (name, type) => type === "file" && name.endsWith(".log"),
      onFolder: ({ path, entries }) =>
        met.push(`${path.slice(folder.length)}/ ${entries.map(({ name, type }) => `${name} ${type}`).join(",")}`)
    })
    assert.deepStrictEqual(met.toSorted(), ["/ a.log file", "/x.log/ e.log file", "/x/ c.log file", "/x/y/ "])
  })

  it("asks what is wanted by exact names", async ({ folder }) => {
    disk.mkdir(`${folder}/f\udcff`)
    for (const name of ["x\udcfe", "plain"]) disk.write(`${folder}/f\udcff/${name}`, new Uint8Array())
    const asked = new Set<string>()
    const met: Array<string> = []
    await disk.walk(folder, {
      wants: (name, type) => {
        asked.add(name)
        return type !== "folder" && name !== "plain"
      },
      onFolder: ({ entries }) => met.push(...entries.map(({ name }) => name))
    })
    assert.deepStrictEqual(met, ["x\udcfe"])
    assert.isTrue(asked.has("f\udcff") && asked.has("x\udcfe") && asked.has("plain"))
  })

  it("enters folders whose names are no UTF-8", async ({ folder }) => {
    disk.mkdir(`${folder}/f\udcff`)
    disk.write(`${folder}/f\udcff/x\udcfe`, new Uint8Array())
    assert.deepStrictEqual((await walked(folder)).met, ["0 /", "1 /f\udcff/", "1 /f\udcff/x\udcfe"])
  })

  it("rejects where the start is none, and where a callback throws", async ({ folder }) => {
    makeTree(folder, "a")
    const met: Array<string> = []
    const onFolder = ({ path }: { readonly path: string }): void => void met.push(path)
    assert.strictEqual(await codeOfPromise(disk.walk(`${folder}/none`, { onFolder })), "ENOENT")
    assert.strictEqual(await codeOfPromise(disk.walk(`${folder}/a`, { onFolder })), "ENOTDIR")
    assert.strictEqual(await codeOfPromise(disk.walk(`${folder}/a`, { onFolder, crossMounts: true })), "ENOTDIR")
    assert.deepStrictEqual(met, [])
    const stop = new Error("enough")
    const thrown = await disk
      .walk(folder, {
        onFolder: () => {
          throw stop
        }
      })
      .catch((cause: unknown) => cause)
    assert.strictEqual(thrown, stop)
  })

  it("goes on past a folder that vanishes and one that may not be read", async ({ folder }) => {
    makeTree(folder, "gone/a", "kept/b")
    const errors: Array<DiskError> = []
    const met: Array<string> = []
    await disk.walk(folder, {
      onFolder: ({ path }) => {
        met.push(path.slice(folder.length))
        if (path === folder) fs.rmSync(`${folder}/gone`, { recursive: true })
      },
      onError: (error) => errors.push(error)
    })
    assert.deepStrictEqual(met, ["", "/kept"])
    assert.deepStrictEqual(
      errors.map(({ code, path, operation }) => [code, path.slice(folder.length), operation]),
      [["ENOENT", "/gone", "list"]]
    )
  })

  it("is an error, not an end, where a path grows longer than the system takes", async ({ folder }) => {
    // One chain hung under the other: no single call needs the whole path.
    const upper = `${folder}/${chain("u")}`
    fs.mkdirSync(upper, { recursive: true })
    fs.mkdirSync(`${folder}/${chain("l")}`, { recursive: true })
    const lower = "l".repeat(200)
    fs.renameSync(`${folder}/${lower}`, `${upper}/${lower}`)
    makeTree(folder, "beside/x")
    try {
      const { met, errors } = await walked(folder)
      assert.include(met, "1 /beside/x")
      assert.lengthOf(errors, 1)
      assert.match(errors[0] ?? "", /^ENAMETOOLONG /)
    } finally {
      fs.renameSync(`${upper}/${lower}`, `${folder}/${lower}`)
    }
  })

  it("does not cross into another file system unless it is told", async ({ folder, skip }) => {
    await withMemory(`${folder}/mount`, "1m", skip, async () => {
      makeTree(folder, "here/a", "mount/below/b")
      assert.deepStrictEqual((await walked(folder)).met, ["0 /", "1 /here/", "1 /here/a"])
      assert.deepStrictEqual((await walked(folder, { crossMounts: true })).met, [
        "0 /",
        "1 /here/",
        "1 /here/a",
        "1 /mount/",
        "2 /mount/below/",
        "2 /mount/below/b"
      ])
      assert.deepStrictEqual((await walked(`${folder}/mount`)).met, ["0 /", "1 /below/", "1 /below/b"])
    })
  })
})
