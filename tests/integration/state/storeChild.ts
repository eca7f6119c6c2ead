/**
 * A process of its own that uses the state file, for tests with several processes or another user. Takes the file and
 * what to do; says what came of it in words on standard output.
 */
import { openSqliteStore, type OpenStore } from "#core/node/SqliteStore.ts"
import { isStoreError } from "#core/state/StoreError.ts"
import { noteTables } from "./noteTables.ts"

const [file = "", what = "", count = "0"] = process.argv.slice(2)

const say = (text: string): void => {
  process.stdout.write(`${text}\n`)
}
const untilTold = (): Promise<void> =>
  new Promise((resolve) => {
    process.stdin.once("data", () => resolve())
  })

/** A batch of two rows that belong together. */
const addPair = (at: number, how: "transaction" | "unflushed" = "transaction"): void => {
  store()?.[how](() => {
    for (const half of ["a", "b"]) store()?.run("INSERT INTO note (text) VALUES (?)", [`${process.pid} ${at} ${half}`])
  })
}
const opened: Array<OpenStore> = []
const store = (): OpenStore | undefined => {
  const made = opened.length === 0 ? openSqliteStore({ file, create: true, migrations: noteTables }) : null
  if (made !== null) opened.push(made)
  return opened[0]
}

const DEEDS: ReadonlyMap<string, () => void | Promise<void>> = new Map([
  ["open", () => say(store() === undefined ? "absent" : "open")],
  ["look", () => say(openSqliteStore({ file, create: false, migrations: noteTables }) === null ? "absent" : "open")],
  [
    "add",
    async () => {
      say("ready")
      await untilTold()
      for (let at = 0; at < Number(count); at++) addPair(at)
    }
  ],
  [
    "add for ever",
    () => {
      for (let at = 0; ; at++) {
        addPair(at)
        say(String(at))
      }
    }
  ],
  [
    "count for ever",
    () => {
      for (let at = 0; ; at++) {
        addPair(at, "unflushed")
        say(String(at))
      }
    }
  ],
  [
    "hold",
    async () => {
      store()?.run("BEGIN IMMEDIATE")
      say("held")
      await untilTold()
      store()?.run("ROLLBACK")
    }
  ]
])

try {
  await DEEDS.get(what)?.()
  for (const one of opened) one.close()
  say("done")
  process.exit(0)
} catch (cause) {
  say(isStoreError(cause) ? cause._tag : String(cause))
  process.exit(1)
}
