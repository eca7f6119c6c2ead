import { execFileSync } from "node:child_process"
import { chmodSync, linkSync, mkdirSync, symlinkSync, utimesSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe } from "@effect/vitest"
import { type Selection, BadArgument, PathNotFound, PathText } from "@zenus/core"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as fc from "fast-check"
import { lookContext } from "#kit/lookContext.ts"
import { it, makeTempFolder, removeTree } from "#kit"
import { select, type SelectOptions } from "#tools/select/select.ts"

const selected = async (cwd: string, selection: Selection, options: SelectOptions = {}, home = "/nonexistent") => {
  const exit = await Effect.runPromiseExit(select(selection, lookContext({ cwd, home }), options))
  if (Exit.isSuccess(exit)) return exit.value
  throw Cause.squash(exit.cause)
}
/** The paths below the working folder, as selected. */
const names = async (cwd: string, selection: Selection, options: SelectOptions = {}) =>
  (await selected(cwd, selection, options)).entries.map((entry) => PathText.relativeTo(cwd, entry.path))
const failure = async (cwd: string, selection: Selection): Promise<unknown> => {
  try {
    await selected(cwd, selection)
  } catch (error) {
    return error
  }
  throw new Error("it did not fail")
}

/** A small fixed tree: kinds, hidden ones, links, an empty file and an empty folder. */
const makeTree = (root: string): void => {
  for (const folder of ["sub/deep", ".git/objects", "void", "node_modules/x"])
    mkdirSync(join(root, folder), { recursive: true })
  const files: Record<string, string> = {
    "a.txt": "alpha beta\n",
    "B.TXT": "second\n",
    "empty.log": "",
    ".env": "SECRET=1\n",
    ".git/config": "[core]\n",
    "sub/c.txt": "alpha\n",
    "sub/.hid.txt": "alpha\n",
    "sub/deep/d.md": "Alphabet\n",
    "node_modules/x/e.txt": "alpha\n"
  }
  for (const [path, text] of Object.entries(files)) writeFileSync(join(root, path), text)
  symlinkSync("a.txt", join(root, "to-file"))
  symlinkSync("sub", join(root, "to-folder"))
  symlinkSync("gone", join(root, "to-nothing"))
}

const keeping = (name: string, more: Selection = {}): Selection => ({ notNames: [name], keeps: [name], ...more })

describe("select", () => {
  it("takes files and links to files of the folder itself, hidden ones left out", async ({ folder }) => {
    makeTree(folder)
    assert.deepStrictEqual(await names(folder, {}), ["B.TXT", "a.txt", "empty.log", "to-file"])
  })

  it("gives paths in order also where a folder's name and a file's begin alike", async ({ folder }) => {
    for (const path of ["a", "a-b", "a b", "a.b", "a/b"]) mkdirSync(join(folder, path), { recursive: true })
    const files = ["a/x", "a-b/x", "a b/x", "a.b/x", "a/b/x", "a/b/y", "a/c", "a/a", "a!", "b"]
    for (const path of files) writeFileSync(join(folder, path), "")
    assert.deepStrictEqual(await names(folder, { recursive: true }), files.toSorted())
    assert.deepStrictEqual(await names(folder, { in: ["a.b", "a"], recursive: true }), [
      "a.b/x",
      "a/a",
      "a/b/x",
      "a/b/y",
      "a/c",
      "a/x"
    ])
  })

  it("chooses nothing where a name to keep is not met, and says which name is near", async ({ folder }) => {
    makeTree(folder)
    assert.deepStrictEqual(await names(folder, keeping("a.txt")), ["B.TXT", "empty.log", "to-file"])
    const slip = await failure(folder, keeping("a.txxt"))
    assert.deepStrictEqual(slip instanceof PathNotFound && [slip.path, slip.near], ["a.txxt", ["a.txt", "B.TXT"]])
    // It lies below, where nobody looks; in its folder it is met, and so is it on the way down.
    assert.instanceOf(await failure(folder, keeping("c.txt")), PathNotFound)
    assert.deepStrictEqual(await names(folder, keeping("c.txt", { in: ["sub"] })), [])
    assert.deepStrictEqual(await names(folder, keeping("d.md", { in: ["sub"], recursive: true })), ["sub/c.txt"])
    const below = await failure(folder, keeping("x.md", { in: ["sub"] }))
    assert.strictEqual(below instanceof PathNotFound && below.path, "sub/x.md")
  })

  it("goes down when asked, into no link and no hidden folder", async ({ folder }) => {
    makeTree(folder)
    const all = ["B.TXT", "a.txt", "empty.log", "node_modules/x/e.txt", "sub/c.txt", "sub/deep/d.md", "to-file"]
    assert.deepStrictEqual(await names(folder, { recursive: true }), all)
    assert.deepStrictEqual(await names(folder, {}, { recursiveByDefault: true }), all)
    assert.deepStrictEqual(
      await names(folder, { recursive: false }, { recursiveByDefault: true }),
      all.filter((p) => !p.includes("/"))
    )
    assert.deepStrictEqual(
      await names(folder, { recursive: true, notInPath: ["node_modules"] }),
      all.filter((p) => !p.startsWith("node"))
    )
    assert.deepStrictEqual(
      await names(folder, { recursive: true, notInPath: ["sub/deep"] }),
      all.filter((p) => !p.includes("deep"))
    )
  })

  it("counts levels from the folder's own entries", async ({ folder }) => {
    makeTree(folder)
    assert.deepStrictEqual(await names(folder, { maxDepth: 2, extensions: ["txt", "md"] }), [
      "B.TXT",
      "a.txt",
      "sub/c.txt"
    ])
    assert.deepStrictEqual(await names(folder, { minDepth: 3 }), ["node_modules/x/e.txt", "sub/deep/d.md"])
    assert.deepStrictEqual(await names(folder, { minDepth: 2, maxDepth: 2 }), ["sub/c.txt"])
    assert.deepStrictEqual(await names(folder, { recursive: true, maxDepth: 0 }), [])
  })

  it("reads what hidden means", async ({ folder }) => {
    makeTree(folder)
    assert.deepStrictEqual(await names(folder, { hidden: "only" }), [".env"])
    assert.deepStrictEqual(await names(folder, { hidden: "only", recursive: true }), [".env", "sub/.hid.txt"])
    assert.include(await names(folder, { hidden: "include", recursive: true }), ".git/config")
    // A pattern that begins with a dot names a dot.
    assert.deepStrictEqual(await names(folder, { names: [".e*"] }), [".env"])
    // A hidden folder that is named is looked into.
    assert.deepStrictEqual(await names(folder, { in: [".git"] }), [".git/config"])
  })

  it("distinguishes types, and links that lead nowhere", async ({ folder }) => {
    makeTree(folder)
    assert.deepStrictEqual(await names(folder, { type: "folder" }), ["node_modules", "sub", "void"])
    assert.deepStrictEqual(await names(folder, { type: "link" }), ["to-file", "to-folder", "to-nothing"])
    assert.deepStrictEqual(await names(folder, { brokenLinks: true }), ["to-nothing"])
    assert.strictEqual((await names(folder, { type: "any" })).length, 9)
  })

  it("fits names exactly, extensions in any case", async ({ folder }) => {
    makeTree(folder)
    assert.deepStrictEqual(await names(folder, { names: ["*.txt"] }), ["a.txt"])
    assert.deepStrictEqual(await names(folder, { names: ["*.txt"], anyCase: true }), ["B.TXT", "a.txt"])
    assert.deepStrictEqual(await names(folder, { extensions: ["txt"] }), ["B.TXT", "a.txt"])
    assert.deepStrictEqual(await names(folder, { extensions: [""] }), ["to-file"])
    assert.deepStrictEqual(await names(folder, { notExtensions: ["txt"] }), ["empty.log", "to-file"])
    assert.deepStrictEqual(await names(folder, { notNames: ["a*", "to-*"] }), ["B.TXT", "empty.log"])
    assert.deepStrictEqual(await names(folder, { nameContains: ["mpt"] }), ["empty.log"])
    assert.deepStrictEqual(await names(folder, { names: ["sub/**/*.md", "a.*"] }), ["a.txt", "sub/deep/d.md"])
    assert.deepStrictEqual(await names(folder, { recursive: true, inPath: ["sub", "deep"] }), ["sub/deep/d.md"])
    assert.deepStrictEqual(await names(folder, { recursive: true, kinds: ["Documents"], notInPath: ["node_*"] }), [
      "B.TXT",
      "a.txt",
      "empty.log",
      "sub/c.txt",
      "sub/deep/d.md"
    ])
  })

  it("tells empty files and folders from others", async ({ folder }) => {
    makeTree(folder)
    assert.deepStrictEqual(await names(folder, { empty: true }), ["empty.log"])
    assert.deepStrictEqual(await names(folder, { empty: true, type: "folder", recursive: true }), ["void"])
    assert.deepStrictEqual(await names(folder, { empty: false, extensions: ["log"] }), [])
  })

  it("tells when a file was made from when it was changed", async ({ folder }) => {
    writeFileSync(join(folder, "new.txt"), "")
    utimesSync(join(folder, "new.txt"), 1_000, 1_000)
    assert.deepStrictEqual(await names(folder, { created: { from: "2020-01-01T00:00:00Z" } }), ["new.txt"])
    assert.deepStrictEqual(await names(folder, { modified: { from: "2020-01-01T00:00:00Z" } }), [])
    assert.deepStrictEqual(await names(folder, { created: { until: "2020-01-01T00:00:00Z" } }), [])
  })

  it("looks at sizes, times, permissions and owners", async ({ folder }) => {
    makeTree(folder)
    chmodSync(join(folder, "a.txt"), 0o640)
    utimesSync(join(folder, "a.txt"), 1_700_000_000, 1_700_000_000)
    utimesSync(join(folder, "B.TXT"), 1_600_000_000, 1_600_000_000)
    assert.deepStrictEqual(await names(folder, { size: { over: 7 } }), ["a.txt"])
    assert.deepStrictEqual(await names(folder, { size: { atLeast: 7, under: 8 } }), ["B.TXT"])
    assert.deepStrictEqual(await names(folder, { modified: { until: "2023-11-14T22:13:20Z" } }), ["B.TXT"])
    assert.deepStrictEqual(
      await names(folder, { modified: { from: "2023-11-14T22:13:20Z", until: "2023-11-14T22:13:21Z" } }),
      ["a.txt"]
    )
    assert.deepStrictEqual(await names(folder, { newerThan: "B.TXT", names: ["*.[tT]*"] }), ["a.txt"])
    assert.deepStrictEqual(await names(folder, { mode: "640" }), ["a.txt", "to-file"])
    assert.notInclude(await names(folder, { mode: "!-004" }), "B.TXT")
    assert.deepStrictEqual(await names(folder, { owner: String(process.getuid?.() ?? 0), names: ["a.*"] }), ["a.txt"])
  })

  it("takes a link to a file by its own size and time, and by the permissions of that file", async ({ folder }) => {
    makeTree(folder)
    chmodSync(join(folder, "a.txt"), 0o640)
    utimesSync(join(folder, "a.txt"), 1_600_000_000, 1_600_000_000)
    assert.deepStrictEqual(await names(folder, { mode: "-002" }), [])
    assert.deepStrictEqual(await names(folder, { mode: "/111" }), [])
    assert.include(await names(folder, { mode: "!-004" }), "to-file")
    assert.include(await names(folder, { modified: { from: "2023-11-14T22:13:20Z" } }), "to-file")
    assert.notInclude(await names(folder, { size: { over: 7 } }), "to-file")
    // Links that are asked for as such keep the bits that they show.
    assert.deepStrictEqual(await names(folder, { type: "link", mode: "/111" }), ["to-file", "to-folder", "to-nothing"])
  })

  it("searches contents as bytes: any case, whole words, expressions, not", async ({ folder }) => {
    makeTree(folder)
    writeFileSync(join(folder, "binary"), Buffer.from([0, 255, 0, ...Buffer.from("alpha"), 0, 254]))
    const holding = (text: string, more = {}) => names(folder, { recursive: true, containing: [{ text, ...more }] })
    assert.deepStrictEqual(await holding("alpha"), ["a.txt", "binary", "node_modules/x/e.txt", "sub/c.txt", "to-file"])
    assert.include(await holding("ALPHA", { anyCase: true }), "sub/deep/d.md")
    assert.notInclude(await holding("alpha", { anyCase: true, wholeWord: true }), "sub/deep/d.md")
    assert.deepStrictEqual(await holding("^al.*a$", { regex: true }), [
      "a.txt",
      "node_modules/x/e.txt",
      "sub/c.txt",
      "to-file"
    ])
    assert.deepStrictEqual(await names(folder, { notContaining: [{ text: "alpha" }] }), ["B.TXT", "empty.log"])
    assert.deepStrictEqual(await names(folder, { containing: [{ text: "alpha" }, { text: "beta" }] }), [
      "a.txt",
      "to-file"
    ])
  })

  it("finds a text across the border of two slices, and in the last bytes", async ({ folder }) => {
    writeFileSync(
      join(folder, "big"),
      Buffer.concat([
        Buffer.alloc(512 * 1024 - 3, 97),
        Buffer.from("needle"),
        Buffer.alloc(700_000, 98),
        Buffer.from("End")
      ])
    )
    assert.deepStrictEqual(await names(folder, { containing: [{ text: "needle" }] }), ["big"])
    assert.deepStrictEqual(await names(folder, { containing: [{ text: "bEnd" }] }), ["big"])
    assert.deepStrictEqual(await names(folder, { containing: [{ text: "NEEDLE", anyCase: true }] }), ["big"])
    assert.deepStrictEqual(await names(folder, { containing: [{ text: "Ends" }] }), [])
  })

  it("stops an expression that would never end", async ({ folder }) => {
    writeFileSync(join(folder, "trap"), "a".repeat(60) + "!\n")
    const error = await failure(folder, { containing: [{ text: "^(a+)+$", regex: true }] })
    assert.include(String(error), "longer than")
  })

  it("groups by content for duplicates, and takes no link for a copy", async ({ folder }) => {
    mkdirSync(join(folder, "b"))
    for (const [path, text] of [
      ["one", "same"],
      ["b/two", "same"],
      ["three", "also"],
      ["other", "size of its own"],
      ["void1", ""],
      ["void2", ""]
    ] as const) {
      writeFileSync(join(folder, path), text)
    }
    writeFileSync(join(folder, "long1"), Buffer.alloc(50_000, 1))
    writeFileSync(join(folder, "long2"), Buffer.concat([Buffer.alloc(49_999, 1), Buffer.from([2])]))
    // As long as the file that it leads to, so that sizes alone do not tell them apart.
    writeFileSync(join(folder, "four"), "4444")
    symlinkSync("four", join(folder, "a-link"))
    assert.deepStrictEqual(await names(folder, { recursive: true, duplicates: "content" }), [
      "b/two",
      "one",
      "void1",
      "void2"
    ])
    assert.deepStrictEqual(await names(folder, { recursive: true, duplicates: "all-but-first" }), ["one", "void2"])
  })

  it("orders and takes the first", async ({ folder }) => {
    for (const [name, size] of [
      ["x", 3],
      ["y", 1],
      ["z", 2],
      ["w", 2]
    ] as const)
      writeFileSync(join(folder, name), "#".repeat(size))
    assert.deepStrictEqual(await names(folder, { order: { by: "size", descending: true } }), ["x", "w", "z", "y"])
    assert.deepStrictEqual(await names(folder, { order: { by: "size" }, first: 2 }), ["y", "w"])
    assert.deepStrictEqual(await names(folder, { first: 0 }), [])
    assert.deepStrictEqual(await names(folder, { first: 99 }), ["w", "x", "y", "z"])
  })

  it("takes paths as they are written, links themselves, hidden ones too", async ({ folder }) => {
    makeTree(folder)
    assert.deepStrictEqual(await names(folder, { paths: [".env", "to-folder", "sub/"] }), [".env", "to-folder", "sub"])
    assert.deepStrictEqual(await names(folder, { paths: ["a.txt", "a.txt", "./sub/../a.txt"] }), ["a.txt"])
    assert.deepStrictEqual(await names(folder, { paths: ["a.txt", "sub"], type: "folder" }), ["sub"])
    // Through a link the disk says where `..` goes.
    assert.deepStrictEqual(await names(folder, { paths: ["to-folder/deep/../c.txt"] }), ["sub/c.txt"])
  })

  it("lets a reader be lenient about files and folders", async ({ folder }) => {
    makeTree(folder)
    const options = { lenient: true, recursiveByDefault: true }
    assert.deepStrictEqual(await names(folder, { paths: ["sub", "a.txt"] }, options), [
      "a.txt",
      "sub/c.txt",
      "sub/deep/d.md"
    ])
    assert.deepStrictEqual(await names(folder, { in: ["a.txt"] }, options), ["a.txt"])
    assert.instanceOf(await failure(folder, { in: ["a.txt"] }), BadArgument)
  })

  it("judges a start folder by its real path and walks it once", async ({ folder }) => {
    makeTree(folder)
    const found = await selected(folder, { in: ["to-folder", "sub", "./sub/"] })
    assert.deepStrictEqual(found.roots, [join(folder, "sub"), join(folder, "sub"), join(folder, "sub")])
    assert.deepStrictEqual(
      found.entries.map((entry) => PathText.relativeTo(folder, entry.path)),
      ["sub/c.txt"]
    )
  })

  it("says which path is not there, and what looks like it", async ({ folder }) => {
    makeTree(folder)
    const near = async (selection: Selection) => {
      const error = await failure(folder, selection)
      return error instanceof PathNotFound ? error.near : error
    }
    assert.deepStrictEqual(await near({ paths: ["a.tx"] }), ["a.txt"])
    assert.deepStrictEqual(await near({ in: ["subb"] }), ["sub"])
    assert.deepStrictEqual(await near({ paths: ["sbu/c.txt"] }), ["sub/c.txt"])
    assert.deepStrictEqual(await near({ paths: ["a.txt/x"] }), [])
    assert.deepStrictEqual(await near({ in: ["to-nothing"] }), [])
    assert.deepStrictEqual(await near({ newerThan: "sub/d.txt" }), ["sub/c.txt"])
  })

  it("names what cannot be read and goes on", async ({ folder }) => {
    makeTree(folder)
    if (process.getuid?.() === 0) return // root may read everything
    chmodSync(join(folder, "sub"), 0)
    const found = await selected(folder, { recursive: true, names: ["*.txt"] })
    assert.deepStrictEqual(found.unreadable, [join(folder, "sub")])
  })

  it("reads ~ as the home only while no such entry is here", async ({ base, folder }) => {
    const home = join(base, "house")
    mkdirSync(join(home, "docs"), { recursive: true })
    writeFileSync(join(home, "docs", "h.txt"), "")
    const find = async (selection: Selection) =>
      (await selected(folder, selection, {}, home)).entries.map((entry) => entry.path)
    assert.deepStrictEqual(await find({ in: ["~/docs"] }), [join(home, "docs/h.txt")])
    assert.deepStrictEqual(await find({ paths: ["~"] }), [home])
    await failure(folder, { paths: ["~docs"] })
    writeFileSync(join(folder, "~"), "a file")
    assert.deepStrictEqual(await find({ paths: ["~"] }), [join(folder, "~")])
    assert.deepStrictEqual(await find({ paths: ["./~"] }), [join(folder, "~")])
    assert.deepStrictEqual(await find({ in: ["~/docs"] }), [join(home, "docs/h.txt")])
  })

  it("takes every hostile name as a name", async ({ hostileNames }) => {
    const cwd = hostileNames.path
    const found = await selected(cwd, { hidden: "include" })
    assert.strictEqual(found.entries.length, hostileNames.names.length)
    for (const { path } of found.entries) {
      const exact = await selected(cwd, { paths: [`./${PathText.basename(path)}`] })
      assert.deepStrictEqual(
        exact.entries.map((entry) => entry.path),
        [path]
      )
    }
    assert.deepStrictEqual(await names(cwd, { names: ["\\*"] }), ["*"])
    assert.deepStrictEqual(await names(cwd, { names: ["$HOME"] }), ["$HOME"])
    assert.strictEqual((await names(cwd, { names: ["bad*txt"] })).length, process.platform === "darwin" ? 0 : 1)
    // Each holds its label: reading goes through the exact bytes.
    const holding = await names(cwd, { containing: [{ text: "invalid UTF-8" }] })
    assert.strictEqual(holding.length, process.platform === "darwin" ? 0 : 1)
  })

  it("says what is wrong with a condition that cannot be read", async ({ folder }) => {
    for (const wrong of [
      { mode: "rwx" },
      { mode: "999" },
      { owner: "no-such-user" },
      { group: "no-such-group" },
      { modified: { from: "yesterday" } },
      { containing: [{ text: "(", regex: true }] }
    ]) {
      writeFileSync(join(folder, "file"), "x")
      assert.instanceOf(await failure(folder, wrong), BadArgument)
    }
  })

  it("keeps a hard link a file", async ({ folder }) => {
    writeFileSync(join(folder, "a"), "x")
    linkSync(join(folder, "a"), join(folder, "b"))
    assert.deepStrictEqual(await names(folder, {}), ["a", "b"])
  })
})

/** The same from the program, relative and sorted. */
const found = (cwd: string, ...tests: ReadonlyArray<string>): ReadonlyArray<string> =>
  execFileSync("find", [".", "-mindepth", "1", ...tests, "-print0"], { cwd, encoding: "utf8" })
    .split("\0")
    .filter((path) => path !== "")
    .map((path) => path.slice(2))
    .toSorted()

describe("select beside the real find", () => {
  const NAMES = ["a", "b.txt", "C.TXT", ".h", ".d.txt", "e f", "*", "[x]", "é.md", "-n", "new\nline"]
  interface Node {
    readonly name: string
    readonly kind: "file" | "folder" | "link"
    readonly size: number
    readonly below: ReadonlyArray<Node>
  }
  const node: fc.Memo<Node> = fc.memo((depth) =>
    fc.record({
      name: fc.constantFrom(...NAMES),
      kind: fc.constantFrom("file", "file", "folder", "link"),
      size: fc.constantFrom(0, 1, 512, 513, 2000),
      below: depth > 1 ? fc.array(node(), { maxLength: 5 }) : fc.constant([])
    })
  )
  const build = (folder: string, nodes: ReadonlyArray<Node>): void => {
    const used = new Set<string>()
    for (const { name, kind, size, below } of nodes) {
      if (used.has(name)) continue
      used.add(name)
      const path = join(folder, name)
      if (kind === "link") symlinkSync("..", path)
      else if (kind === "file") writeFileSync(path, "x".repeat(size))
      else {
        mkdirSync(path)
        build(path, below)
      }
    }
  }
  const HIDDEN = ["-not", "-path", "*/.*"]
  const cases: ReadonlyArray<readonly [Selection, ReadonlyArray<string>]> = [
    [{ type: "any", hidden: "include", recursive: true }, []],
    [{ type: "any", recursive: true }, HIDDEN],
    [{ type: "folder", recursive: true, hidden: "include" }, ["-type", "d"]],
    [{ type: "any", hidden: "include" }, ["-maxdepth", "1"]],
    [{ type: "any", hidden: "include", recursive: true, names: ["*.txt"] }, ["-name", "*.txt"]],
    [{ type: "any", hidden: "include", recursive: true, names: ["*.txt"], anyCase: true }, ["-iname", "*.txt"]],
    [{ type: "any", hidden: "include", recursive: true, names: ["[!a-c]*"] }, ["-name", "[!a-c]*"]],
    [
      { type: "any", hidden: "include", recursive: true, names: ["\\**", "?"] },
      ["(", "-name", "\\**", "-o", "-name", "?", ")"]
    ],
    [{ type: "link", hidden: "include", recursive: true, maxDepth: 2 }, ["-maxdepth", "2", "-type", "l"]],
    [{ type: "any", hidden: "include", recursive: true, minDepth: 2 }, ["-mindepth", "2"]],
    // Folders have no size here, and a link's own is that of its target's name.
    [{ hidden: "include", recursive: true, size: { over: 512 } }, ["-type", "f", "-size", "+512c"]],
    [{ hidden: "include", recursive: true, empty: true }, ["-type", "f", "-empty"]],
    [{ type: "folder", hidden: "include", recursive: true, empty: true }, ["-type", "d", "-empty"]],
    [
      { type: "any", hidden: "include", recursive: true, notInPath: ["a"] },
      ["-not", "(", "-type", "d", "-name", "a", ")", "-not", "-path", "*/a/*"]
    ]
  ]

  // BSD find prints other paths and reads patterns in its own way.
  it.skipIf(process.platform === "darwin")("selects on random trees what find finds", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(node(4), { minLength: 1, maxLength: 6 }), async (nodes) => {
        const root = makeTempFolder()
        try {
          build(root, nodes)
          for (const [selection, tests] of cases) {
            const ours = (await names(root, selection)).toSorted()
            assert.deepStrictEqual(ours, found(root, ...tests), JSON.stringify(selection))
          }
        } finally {
          removeTree(root)
        }
      }),
      { seed: 2026, numRuns: 12 }
    )
  })
})
