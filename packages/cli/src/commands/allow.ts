/** `zenus allow list, add, revoke`: rules that take the question away for one typed action under one folder; they live in `safety.allow`. */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import {
  type AllowRule,
  appendConfig,
  escapeName,
  loadConfig,
  parseInstant,
  parseLength,
  PathText,
  type Recoverable,
  removeConfig
} from "@zenus/core"
import { makeNodeDisk } from "@zenus/core/node"
import { allTools } from "@zenus/tools"
import { type CommandMain, has, type Invocation, valueOf } from "../args/CommandMain.ts"
import { nearest } from "../args/nearest.ts"
import { UsageError } from "../args/UsageError.ts"
import { EXIT } from "../render/exitCode.ts"
import { jsonLine } from "../render/json.ts"
import { table } from "../render/table.ts"
import { type Ground, openGround } from "../session/Session.ts"

/** A rule that nobody thinks of any more should not be there any more. */
const DEFAULT_LENGTH = "1 day"

/** The rules of the configuration as it is now, in its order. */
export const configuredRules = (
  ground: Pick<Ground, "configStore" | "where">
): Effect.Effect<ReadonlyArray<AllowRule>, Recoverable> =>
  Effect.map(loadConfig(ground.configStore, { home: ground.where.home }), ({ config }) => config.safety.allow)

const ruleJson = (rule: AllowRule, now: number): unknown => ({
  action: rule.action,
  under: rule.under,
  until: rule.until === null ? null : new Date(rule.until).toISOString(),
  ended: rule.until !== null && rule.until <= now
})

/** When a rule of the configuration ends, for people. */
export const endText = ({ until }: AllowRule, now: number): string =>
  until === null ? "no end" : `${until <= now ? "ended" : "until"} ${new Date(until).toISOString()}`

const list = Effect.fnUntraced(function* (ground: Ground, invocation: Invocation) {
  const found = yield* configuredRules(ground)
  const now = Date.now()
  const rows = found.map((rule, at) => [String(at + 1), rule.action, escapeName(rule.under), endText(rule, now)])
  const text = table([{ title: "N" }, { title: "Action" }, { title: "Under" }, { title: "End" }], rows).join("\n")
  yield* Effect.promise(() =>
    ground.screen.out(
      has(invocation, "json")
        ? jsonLine({ rules: found.map((rule) => ruleJson(rule, now)) })
        : rows.length === 0
          ? ""
          : `${text}\n`
    )
  )
  if (rows.length === 0) ground.screen.note("No rules: everything at risk 2 is asked about.")
})

/** An action of the table that can change something and be undone; risk 3 is always asked about. */
const actionNamed = (name: string | undefined): Effect.Effect<string, Recoverable> => {
  const names = allTools.flatMap((tool) =>
    tool.actions.flatMap((action) => (action.risk >= 1 && action.risk <= 2 ? [`${tool.name}.${action.name}`] : []))
  )
  if (name !== undefined && names.includes(name)) return Effect.succeed(name)
  const near = name === undefined ? undefined : nearest(name, names)
  return Effect.fail(
    new UsageError(
      name === undefined ? "allow add needs an action and a folder." : `${name} is no action that a rule can be for.`,
      [
        near === undefined ? "Write zenus allow add FileOps.delete ./build." : `Did you mean ${near}?`,
        "See zenus tools for the actions; what cannot be undone is always asked about."
      ]
    )
  )
}

const folderNamed = (ground: Ground, name: string | undefined): Effect.Effect<string, Recoverable> =>
  Effect.suspend(() => {
    const disk = makeNodeDisk()
    const real = name === undefined ? null : disk.realpath(PathText.resolve(ground.cwd, name))
    return real !== null && disk.stat(real)?.type === "folder"
      ? Effect.succeed(real)
      : Effect.fail(
          new UsageError(`There is no folder ${name ?? ""}.`, ["Write zenus allow add FileOps.delete ./build."])
        )
  })

const endNamed = (text: string, now: number): Effect.Effect<number, Recoverable> => {
  const length = parseLength(text)
  const until = length === null ? parseInstant(text) : now + Duration.toMillis(length)
  return until !== null && until > now
    ? Effect.succeed(until)
    : Effect.fail(
        new UsageError(`--until: ${text} is no time to come.`, ["Write --until '2 hours' or --until 2027-01-31."])
      )
}

const add = Effect.fnUntraced(function* (ground: Ground, invocation: Invocation) {
  const action = yield* actionNamed(invocation.words[1])
  const under = yield* folderNamed(ground, invocation.words[2])
  const until = yield* endNamed(valueOf(invocation, "until") ?? DEFAULT_LENGTH, Date.now())
  const rule = { action, under, until: new Date(until).toISOString() }
  yield* appendConfig(ground.configStore, "safety.allow", rule, { home: ground.where.home })
  if (has(invocation, "json")) yield* Effect.promise(() => ground.screen.out(jsonLine({ rules: [rule] })))
  else
    ground.screen.note(
      `${action} under ${escapeName(under)} asks nothing until ${rule.until}; zenus allow revoke takes it back.`
    )
})

const revoke = Effect.fnUntraced(function* (ground: Ground, invocation: Invocation) {
  const found = yield* configuredRules(ground)
  const number = Number(invocation.words[1])
  const rule = Number.isSafeInteger(number) ? found[number - 1] : undefined
  if (rule === undefined) {
    return yield* Effect.fail(
      new UsageError(`There is no rule ${invocation.words[1] ?? ""}.`, ["See zenus allow list for their numbers."])
    )
  }
  yield* removeConfig(ground.configStore, "safety.allow", number - 1, { home: ground.where.home })
  if (has(invocation, "json"))
    yield* Effect.promise(() => ground.screen.out(jsonLine({ revoked: ruleJson(rule, Date.now()) })))
  else ground.screen.note(`Revoked: ${rule.action} under ${escapeName(rule.under)} is asked about again.`)
})

const SUBS = new Map([
  ["list", list],
  ["add", add],
  ["revoke", revoke]
])

export const main: CommandMain = (invocation) =>
  Effect.gen(function* () {
    const ground = yield* openGround(invocation)
    // The parser has checked the name against the table of commands.
    const sub = SUBS.get(invocation.words[0] ?? "")
    if (sub !== undefined) yield* sub(ground, invocation)
    return EXIT.done
  })
