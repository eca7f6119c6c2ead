/** The state file on a real disk: made late, for one user, kept through crashes, and never touched when it is not ours. */
import { spawn, spawnSync, type ChildProcess } from "node:child_process"
import { once } from "node:events"
import * as fs from "node:fs"
import { join } from "node:path"
import { assert, describe } from "@effect/vitest"
import { isStoreError, StoreService, type Store } from "@zenus/core"
import { openSqliteStore, SqliteStoreLayer, type OpenStore, type SqliteStoreOptions } from "@zenus/core/node"
import * as Effect from "effect/Effect"
import { diffTrees, it, snapshotTree } from "#kit"
import { migrations } from "#core/state/migrations.ts"
import { makeReadOnly, withMemory } from "../disk/mounts.ts"
import { noteTables } from "./noteTables.ts"

const NOBODY = 65_534
const isRoot = process.getuid?.() === 0

type Options = Partial<SqliteStoreOptions> & { readonly create?: boolean }

/** Opens, or names the error. */
const tagOf = (file: string, options: Options = {}): string => {
  try {
    const store = openSqliteStore({ file, create: true, migrations: noteTables, ...options })
    store?.close()
    return store === null ? "absent" : "open"
  } catch (cause) {
    if (isStoreError(cause)) return cause._tag
    throw cause
  }
}
const tagOfCall = (call: () => unknown): string => {
  try {
    call()
    return "done"
  } catch (cause) {
    if (isStoreError(cause)) return cause._tag
    throw cause
  }
}

const open = (file: string, options: Options = {}): OpenStore => {
  const store = openSqliteStore({ file, create: true, migrations: noteTables, ...options })
  assert.isNotNull(store)
  return store
}
const texts = (store: Store): ReadonlyArray<unknown> =>
  store.all("SELECT text FROM note ORDER BY id").map((row) => row["text"])
const add = (store: Store, text: string): void => {
  store.run("INSERT INTO note (text) VALUES (?)", [text])
}

const childArgs = (file: string, ...what: ReadonlyArray<string>): Array<string> => [
  "--conditions=source",
  join(import.meta.dirname, "storeChild.ts"),
  file,
  ...what
]
const startChild = (file: string, ...what: ReadonlyArray<string>): ChildProcess & { readonly lines: Array<string> } => {
  const child = spawn(process.execPath, childArgs(file, ...what), { stdio: ["pipe", "pipe", "inherit"] })
  const lines: Array<string> = []
  child.stdout?.on("data", (chunk: Buffer) =>
    lines.push(
      ...chunk
        .toString()
        .split("\n")
        .filter((line) => line !== "")
    )
  )
  return Object.assign(child, { lines })
}

/** Says the tag and that not a byte, name, mode or time under the folder is another. */
const untouched = (folder: string, file: string, options: Options = {}): string => {
  const before = snapshotTree(folder)
  const tags = [tagOf(file, options), tagOf(file, { create: false, ...options })]
  assert.deepStrictEqual(diffTrees(before, snapshotTree(folder)), [])
  assert.strictEqual(tags[0], tags[1])
  return tags[0] ?? ""
}

/** Runs a module and gives what it wrote. */
const run = (code: string): { readonly stdout: string; readonly stderr: string } =>
  spawnSync(process.execPath, ["--conditions=source", "--input-type=module", "-e", code], {
    encoding: "utf8",
    cwd: import.meta.dirname,
    env: { PATH: process.env["PATH"] ?? "" }
  })

describe("a fresh home", () => {
  it("stays as it was while somebody only looks", ({ base }) => {
    const file = `${base}/home/state/zenus.db`
    assert.strictEqual(tagOf(file, { create: false }), "absent")
    assert.isFalse(fs.existsSync(`${base}/home`))
  })

  it("gets a file and folders for this user alone, whatever the umask", ({ base }) => {
    const before = process.umask(0)
    try {
      const store = open(`${base}/home/state/zenus.db`)
      add(store, "x")
      const modes = fs
        .readdirSync(`${base}/home/state`)
        .map((name) => fs.statSync(`${base}/home/state/${name}`).mode & 0o777)
      assert.deepStrictEqual(modes, [0o600, 0o600, 0o600], "the file, its log, its index of the log")
      assert.strictEqual(fs.statSync(`${base}/home/state`).mode & 0o777, 0o700)
      assert.strictEqual(fs.statSync(`${base}/home`).mode & 0o777, 0o700)
      store.close()
      store.close()
      assert.deepStrictEqual(fs.readdirSync(`${base}/home/state`), ["zenus.db"])
    } finally {
      process.umask(before)
    }
  })

  it("is not made by an empty file either", ({ base }) => {
    fs.writeFileSync(`${base}/zenus.db`, "")
    assert.strictEqual(tagOf(`${base}/zenus.db`, { create: false }), "absent")
    assert.strictEqual(fs.readFileSync(`${base}/zenus.db`).length, 0)
    assert.strictEqual(tagOf(`${base}/zenus.db`), "open")
    assert.strictEqual(tagOf(`${base}/zenus.db`, { create: false }), "open")
  })

  it("gets every table of core", ({ base }) => {
    const store = open(`${base}/zenus.db`, { migrations })
    assert.strictEqual(store.get("PRAGMA user_version")?.["user_version"], migrations.length)
    assert.deepStrictEqual(
      store.all("PRAGMA integrity_check").map((row) => row["integrity_check"]),
      ["ok"]
    )
    store.close()
  })
})

describe("an open store", () => {
  it("flushes every commit, keeps a log, and holds foreign keys", ({ base }) => {
    const store = open(`${base}/zenus.db`)
    assert.strictEqual(store.get("PRAGMA journal_mode")?.["journal_mode"], "wal")
    assert.strictEqual(store.get("PRAGMA synchronous")?.["synchronous"], 2)
    assert.strictEqual(store.get("PRAGMA foreign_keys")?.["foreign_keys"], 1)
    assert.strictEqual(store.file, `${base}/zenus.db`)
    store.close()
  })

  it("gives back what was put in", ({ base }) => {
    const store = open(`${base}/zenus.db`)
    const bytes = Uint8Array.of(0, 255, 10)
    for (const value of [null, 0, -1, 1.5, 2 ** 53 - 1, "", "a'b\"c;--", "\u0001\u202e", bytes]) {
      const { lastId, changes } = store.run("INSERT INTO note (text) VALUES (?)", [value])
      assert.strictEqual(changes, 1)
      assert.deepStrictEqual(store.get("SELECT text FROM note WHERE id = ?", [lastId])?.["text"], value)
    }
    assert.isUndefined(store.get("SELECT text FROM note WHERE id = -1"))
    assert.deepStrictEqual(store.all("SELECT text FROM note WHERE id = -1"), [])
    store.close()
  })

  it("does a transaction whole or not at all, one within another as a part of it", ({ base }) => {
    const store = open(`${base}/zenus.db`)
    const stop = new Error("stop")
    assert.strictEqual(
      store.transaction(() => {
        add(store, "one")
        store.transaction(() => add(store, "two"))
        return "kept"
      }),
      "kept"
    )
    assert.throws(
      () =>
        store.transaction(() => {
          add(store, "three")
          store.transaction(() => add(store, "four"))
          throw stop
        }),
      "stop"
    )
    assert.throws(() => store.transaction(() => Promise.resolve(add(store, "five"))), TypeError)
    assert.deepStrictEqual(texts(store), ["one", "two"])
    store.transaction(() => add(store, "six"))
    assert.deepStrictEqual(texts(store), ["one", "two", "six"])
    store.close()
  })

  it("gives rows one by one while the same words run again", ({ base }) => {
    const store = open(`${base}/zenus.db`)
    for (let at = 0; at < 5; at++) add(store, String(at))
    const all = "SELECT text FROM note ORDER BY id"
    const seen: Array<unknown> = []
    for (const row of store.each(all)) {
      assert.lengthOf(store.all(all), 5)
      assert.lengthOf([...store.each(all)], 5)
      seen.push(row["text"])
      if (seen.length === 3) break
    }
    assert.deepStrictEqual(seen, ["0", "1", "2"])
    add(store, "after the break")
    assert.lengthOf(texts(store), 6)
    store.close()
  })

  it("throws wrong words as the defect they are", ({ base }) => {
    const store = open(`${base}/zenus.db`)
    assert.throws(() => store.run("INSRT"), /syntax error/)
    assert.throws(() => store.all("SELECT * FROM nowhere"), /no such table/)
    store.close()
  })

  it("is one for the life of the layer, opened when asked, closed with it", async ({ base }) => {
    const file = `${base}/home/zenus.db`
    const layer = SqliteStoreLayer({ file, migrations: noteTables })
    await Effect.runPromise(
      Effect.gen(function* () {
        const service = yield* StoreService
        assert.isNull(yield* service.openExisting)
        assert.isFalse(fs.existsSync(`${base}/home`))
        const store = yield* service.open
        add(store, "x")
        assert.strictEqual(yield* service.open, store)
        assert.strictEqual(yield* service.openExisting, store)
        assert.isTrue(fs.existsSync(`${file}-wal`))
      }).pipe(Effect.provide(layer))
    )
    assert.deepStrictEqual(fs.readdirSync(`${base}/home`), ["zenus.db"])
  })

  it("that cannot be opened is a typed failure of the layer", async ({ base }) => {
    fs.writeFileSync(`${base}/zenus.db`, "no database, but long enough to be looked at".repeat(100))
    const failure = (trash?: string) =>
      Effect.runPromise(
        StoreService.pipe(
          Effect.flatMap((service) => service.open),
          Effect.flip,
          Effect.provide(SqliteStoreLayer({ file: `${base}/zenus.db`, ...(trash === undefined ? {} : { trash }) }))
        )
      )
    const error = await failure()
    assert.strictEqual(error._tag, "StoreCorrupt")
    assert.strictEqual(error.message, `The state file ${base}/zenus.db cannot be read: it is no database.`)
    assert.match(error.recovery.join(" "), /in the trash stay where they are/)
    const placed = await failure("/data/zenus/trash")
    assert.include(placed.recovery.join(" "), "in the trash (/data/zenus/trash, elsewhere .zenus-trash-*) stay")
  })
})

describe("an older file", () => {
  const later = [
    ...noteTables,
    { room: "note", sql: "ALTER TABLE note ADD COLUMN more; INSERT INTO note (text) VALUES ('later')" }
  ]

  it("is brought up to date once, with what it holds", ({ base }) => {
    const file = `${base}/zenus.db`
    const old = open(file)
    add(old, "old")
    old.close()
    for (let round = 0; round < 2; round++) {
      const store = open(file, { migrations: later })
      assert.deepStrictEqual(texts(store), ["old", "later"])
      store.close()
    }
    assert.strictEqual(tagOf(file), "StoreTooNew")
  })

  it("stays as it was where that fails half way", ({ base }) => {
    const file = `${base}/zenus.db`
    open(file).close()
    const broken = [...later, { room: "note", sql: "CREATE TABLE other (id); CREATE TABEL oops (id)" }]
    assert.throws(() => open(file, { migrations: broken }), /syntax error/)
    const store = open(file)
    assert.deepStrictEqual(texts(store), [])
    assert.deepStrictEqual(store.all("SELECT name FROM sqlite_master WHERE name = 'other'"), [])
    store.close()
  })
})

describe("a file that is not ours", () => {
  it("of a newer zenus is left alone", ({ folder }) => {
    const file = `${folder}/zenus.db`
    open(file, { migrations: [...noteTables, ...noteTables.map(({ room }) => ({ room, sql: "SELECT 1" }))] }).close()
    assert.strictEqual(untouched(folder, file), "StoreTooNew")
  })

  it("of another program is left alone", ({ folder }) => {
    const file = `${folder}/zenus.db`
    const store = open(file)
    store.run("PRAGMA application_id = 77")
    store.close()
    assert.strictEqual(untouched(folder, file), "StoreCorrupt")
    // Nothing of ours is in it that could be lost.
    let advice: ReadonlyArray<string> = []
    try {
      openSqliteStore({ file, create: true, trash: "/trash" })
    } catch (error) {
      if (isStoreError(error)) advice = error.recovery
    }
    assert.deepStrictEqual(
      advice.map((line) => line.slice(0, 13)),
      ["Move it aside"]
    )
  })

  it("that is no database, or a cut one, is left alone", ({ folder }) => {
    const file = `${folder}/zenus.db`
    const store = open(file)
    for (let at = 0; at < 500; at++) add(store, "x".repeat(100))
    store.close()
    const whole = fs.readFileSync(file)
    for (const bytes of [whole.subarray(0, 99), Buffer.concat([Buffer.from("ZZZZ"), whole.subarray(4)])]) {
      fs.writeFileSync(file, bytes)
      assert.strictEqual(untouched(folder, file), "StoreCorrupt")
    }
    fs.writeFileSync(file, whole.subarray(0, 1000))
    assert.strictEqual(tagOf(file), "StoreCorrupt")
    assert.isTrue(fs.readFileSync(file).equals(whole.subarray(0, 1000)))
    // Damage further in shows when it is read.
    fs.writeFileSync(file, Buffer.concat([whole.subarray(0, 8192), Buffer.alloc(whole.length - 8192, 0xaa)]))
    const damaged = open(file)
    assert.strictEqual(
      tagOfCall(() => damaged.all("SELECT * FROM note")),
      "StoreCorrupt"
    )
    assert.strictEqual(
      tagOfCall(() => [...damaged.each("SELECT * FROM note")]),
      "StoreCorrupt"
    )
    damaged.close()
  })

  it("of another user is left alone", ({ folder }) => {
    const file = `${folder}/zenus.db`
    open(file).close()
    const uid = process.getuid?.() ?? 0
    assert.strictEqual(untouched(folder, file, { uid: uid + 1 }), "StoreOfAnotherUser")
    if (!isRoot) return
    fs.chownSync(file, NOBODY, NOBODY)
    assert.strictEqual(untouched(folder, file), "StoreOfAnotherUser")
  })

  it("but a folder, a pipe, or a link to nowhere, is left alone", ({ folder }) => {
    fs.mkdirSync(`${folder}/zenus.db`)
    assert.strictEqual(untouched(folder, `${folder}/zenus.db`), "StoreUnwritable")
    assert.throws(() => open(`${folder}/zenus.db`), /it is not a file/)
    assert.strictEqual(tagOf(`${folder}/zenus.db/below/zenus.db`), "open", "a folder of that name is only a folder")
    fs.writeFileSync(`${folder}/file`, "")
    assert.strictEqual(tagOf(`${folder}/file/zenus.db`), "StoreUnwritable")
    fs.symlinkSync("circle", `${folder}/circle`)
    assert.strictEqual(tagOf(`${folder}/circle/zenus.db`), "StoreUnwritable")
    if (process.platform !== "win32") spawnSync("mkfifo", [`${folder}/pipe`])
    assert.strictEqual(untouched(folder, `${folder}/pipe`), "StoreUnwritable")
  })
})

describe("a place that cannot be written", () => {
  it("is said on a read-only file system", async ({ base, skip }) => {
    await withMemory(`${base}/fixed`, "4m", skip, () => {
      open(`${base}/fixed/zenus.db`).close()
      const trouble = makeReadOnly(`${base}/fixed`)
      if (trouble !== null) return skip(`cannot be made read-only here: ${trouble}`)
      assert.strictEqual(tagOf(`${base}/fixed/zenus.db`), "StoreUnwritable")
      assert.strictEqual(tagOf(`${base}/fixed/new/zenus.db`), "StoreUnwritable")
      assert.strictEqual(tagOf(`${base}/fixed/zenus.db`, { create: false }), "StoreUnwritable")
    })
  })

  it.skipIf(process.platform !== "linux")("is said where no folder can ever be made", () => {
    assert.strictEqual(tagOf("/proc/zenus/state/zenus.db"), "StoreUnwritable")
  })

  it("is said on a full one, and what was committed stays", async ({ base, skip }) => {
    await withMemory(`${base}/small`, "1m", skip, () => {
      const file = `${base}/small/zenus.db`
      const store = open(file)
      add(store, "kept")
      const large = (): void =>
        store.transaction(() => {
          for (let at = 0; at < 2_000; at++) add(store, "y".repeat(2_000))
        })
      assert.strictEqual(tagOfCall(large), "StoreUnwritable")
      assert.deepStrictEqual(texts(store), ["kept"])
      add(store, "and on")
      store.close()
      const again = open(file)
      assert.deepStrictEqual(texts(again), ["kept", "and on"])
      again.close()
    })
  })

  it("is said where the user may not, before anything is begun", ({ base }) => {
    fs.chmodSync(base, 0o755)
    fs.mkdirSync(`${base}/closed`, { mode: 0o555 })
    // Its own file, which it may read: that it cannot be written is said at once and not at the first row.
    fs.mkdirSync(`${base}/own`)
    open(`${base}/own/zenus.db`).close()
    fs.chmodSync(`${base}/own/zenus.db`, 0o400)
    if (isRoot) for (const path of [`${base}/own`, `${base}/own/zenus.db`]) fs.chownSync(path, NOBODY, NOBODY)
    for (const file of [`${base}/closed/zenus.db`, `${base}/own/zenus.db`]) {
      const run = spawnSync(process.execPath, childArgs(file, "open"), {
        encoding: "utf8",
        env: { PATH: process.env["PATH"] ?? "" },
        ...(isRoot ? { uid: NOBODY, gid: NOBODY } : {})
      })
      assert.strictEqual(run.stdout, "StoreUnwritable\n", run.stderr)
    }
    assert.deepStrictEqual(fs.readdirSync(`${base}/closed`), [])
    assert.deepStrictEqual(fs.readdirSync(`${base}/own`), ["zenus.db"])
  })
})

describe("several processes", () => {
  it("all get their turn on a home that none of them has seen", { timeout: 60_000 }, async ({ base }) => {
    const file = `${base}/home/zenus.db`
    const children = Array.from({ length: 5 }, () => startChild(file, "add", "20"))
    await Promise.all(children.map((child) => once(child.stdout ?? child, "data")))
    const exits = children.map((child) => once(child, "exit"))
    for (const child of children) child.stdin?.write("go\n")
    await Promise.all(exits)
    assert.deepStrictEqual(
      children.map(({ lines }) => lines),
      children.map(() => ["ready", "done"])
    )
    const store = open(file)
    assert.lengthOf(texts(store), 5 * 20 * 2)
    // Pairs were written in one transaction each: nobody's row is between them.
    const order = texts(store).map((text) => String(text).split(" ").slice(0, 2).join(" "))
    for (let at = 0; at < order.length; at += 2) assert.strictEqual(order[at], order[at + 1])
    store.close()
  })

  it("wait for each other, and say so after the limit", async ({ base }) => {
    const file = `${base}/zenus.db`
    open(file).close()
    const holder = startChild(file, "hold")
    const exited = once(holder, "exit")
    await once(holder.stdout ?? holder, "data")
    const store = open(file, { busyTimeoutMs: 100 })
    assert.deepStrictEqual(texts(store), [], "reading waits for nobody")
    const began = performance.now()
    try {
      add(store, "x")
      assert.fail("wrote while another process held the lock")
    } catch (cause) {
      assert.isTrue(isStoreError(cause) && cause._tag === "StoreBusy", String(cause))
      assert.match(String(cause), /held by another process for 100 ms/)
    }
    assert.strictEqual(
      tagOfCall(() => store.transaction(() => add(store, "x"))),
      "StoreBusy"
    )
    assert.isAtLeast(performance.now() - began, 150)
    holder.stdin?.write("go\n")
    await exited
    add(store, "y")
    assert.deepStrictEqual(texts(store), ["y"])
    store.close()
  })

  it("killed in the midst leave whole transactions, and all that they said was done", async ({ base }) => {
    const file = `${base}/zenus.db`
    for (const what of ["add for ever", "add for ever", "count for ever", "count for ever"]) {
      const writer = startChild(file, what)
      const exited = once(writer, "exit")
      while (writer.lines.length < 20) await once(writer.stdout ?? writer, "data")
      writer.kill("SIGKILL")
      await exited
      const said = Number(writer.lines.at(-2))
      const store = open(file)
      const mine = texts(store)
        .map(String)
        .filter((text) => text.startsWith(`${writer.pid} `))
      assert.strictEqual(mine.length % 2, 0)
      assert.isAtLeast(mine.length / 2, said + 1)
      store.close()
    }
  })
})

describe("node:sqlite", () => {
  it("is loaded when a store is opened and not before", ({ base }) => {
    const loaded = `process.moduleLoadList.some((name) => name.includes("sqlite"))`
    const { stdout, stderr } = run(`
      import { openSqliteStore } from "@zenus/core/node"
      const before = ${loaded}
      openSqliteStore({ file: ${JSON.stringify(`${base}/none.db`)}, create: false })
      const looked = ${loaded}
      openSqliteStore({ file: ${JSON.stringify(`${base}/zenus.db`)}, create: true })?.close()
      console.log(before, looked, ${loaded})`)
    assert.strictEqual(stdout, "false false true\n", stderr)
  })

  it("says nothing about being an experiment, and other warnings are heard", ({ base }) => {
    const { stderr } = run(`
      import { openSqliteStore } from "@zenus/core/node"
      openSqliteStore({ file: ${JSON.stringify(`${base}/zenus.db`)}, create: true })?.close()
      process.emitWarning("something else", "ExperimentalWarning")`)
    assert.notMatch(stderr, /SQLite/)
    assert.match(stderr, /ExperimentalWarning: something else/)
  })
})
