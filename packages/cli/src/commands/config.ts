/** `zenus config show, path, validate, init, set KEY VALUE`. */
import * as Effect from "effect/Effect"
import { configEntries, defaultConfig, initConfig, loadConfig, type Recoverable, setConfig } from "@zenus/core"
import { type CommandMain, has, type Invocation } from "../args/CommandMain.ts"
import { UsageError } from "../args/UsageError.ts"
import { EXIT } from "../render/exitCode.ts"
import { jsonLine } from "../render/json.ts"
import { table } from "../render/table.ts"
import { type Ground, openGround } from "../session/Session.ts"

type Sub = (ground: Ground, invocation: Invocation) => Effect.Effect<void, Recoverable>

const print = (ground: Ground, document: unknown, text: string, invocation: Invocation): Effect.Effect<void> =>
  Effect.promise(() => ground.screen.out(has(invocation, "json") ? jsonLine(document) : `${text}\n`))

const load = (ground: Ground) => loadConfig(ground.configStore, { home: ground.where.home })

type Entries = ReturnType<typeof configEntries>

const entryLines = (entries: Entries, width: number): string => {
  const rows = entries.map(([key, value]) => [key, typeof value === "string" ? value : JSON.stringify(value)])
  return table([{ title: "" }, { title: "", fit: "wrap" }], rows, { width }).join("\n")
}

/** Where the configuration cannot be used, people still see which keys there are, with their defaults; it fails all the same. */
const show: Sub = Effect.fnUntraced(function* (ground, invocation) {
  const { outWidth } = ground.screen
  const loaded = yield* Effect.result(load(ground))
  if (loaded._tag === "Success") {
    const entries = configEntries(loaded.success.config)
    return yield* print(ground, Object.fromEntries(entries), entryLines(entries, outWidth), invocation)
  }
  if (!has(invocation, "json")) {
    ground.screen.note("These are the defaults; the configuration itself cannot be used:")
    yield* print(ground, null, entryLines(configEntries(defaultConfig()), outWidth), invocation)
  }
  return yield* Effect.fail(loaded.failure)
})

const path: Sub = (ground, invocation) =>
  print(ground, { path: ground.where.configFile }, ground.where.configFile, invocation)

const validate: Sub = Effect.fnUntraced(function* (ground, invocation) {
  const { present } = yield* load(ground)
  const said = present
    ? `${ground.where.configFile} is in order.`
    : `There is no ${ground.where.configFile}: the defaults hold.`
  // No key is read by halves today; the place for warnings stays in the document.
  yield* print(ground, { ok: true, present, warnings: [] }, said, invocation)
})

const init: Sub = Effect.fnUntraced(function* (ground, invocation) {
  yield* initConfig(ground.configStore)
  yield* print(ground, { path: ground.where.configFile }, `Written: ${ground.where.configFile}`, invocation)
})

const set: Sub = Effect.fnUntraced(function* (ground, invocation) {
  const [, key, value] = invocation.words
  if (key === undefined || value === undefined) {
    return yield* Effect.fail(
      new UsageError("config set needs a key and a value.", [
        "Write zenus config set trash.retention '60 days'.",
        "See the keys: zenus config show"
      ])
    )
  }
  const { config } = yield* setConfig(ground.configStore, key, value, { home: ground.where.home })
  const now = configEntries(config).find(([known]) => known === key)?.[1]
  yield* print(
    ground,
    { key, value: now ?? null },
    `${key}: ${typeof now === "string" ? now : JSON.stringify(now ?? value)}`,
    invocation
  )
})

const SUBS: ReadonlyMap<string, Sub> = new Map([
  ["show", show],
  ["path", path],
  ["validate", validate],
  ["init", init],
  ["set", set]
])

export const main: CommandMain = (invocation) =>
  Effect.gen(function* () {
    const [name = ""] = invocation.words
    if (name !== "set" && invocation.words.length > 1) {
      return yield* Effect.fail(
        new UsageError(`zenus config ${name} takes no more words.`, [`Write zenus config ${name}.`])
      )
    }
    const ground = yield* openGround(invocation)
    const sub = SUBS.get(name)
    // The parser has checked the name against the table of commands.
    if (sub !== undefined) yield* sub(ground, invocation)
    return EXIT.done
  })
