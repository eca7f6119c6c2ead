/**
 * What readers of the shell's lines look at, from values: blocks, names that lie in folders, a journal. The rules are the real ones, over
 * those names; nothing is on a disk. `block` makes a line of the past, with a plan where effects are given.
 */
import {
  type EffectOp,
  fromRules,
  type HistoryEntry,
  type LookAt,
  makeToolbox,
  type OfflineTranslator,
  PathText,
  Plan,
  type PlanEffect,
  Request,
  Step
} from "@zenus/core"
import { allTools } from "@zenus/tools"
import * as Effect from "effect/Effect"
import { typeOfStandIn } from "#cli/session/standIns.ts"
import type { ReadingWorld } from "#cli/line/ReadingWorld.ts"
import type { Block } from "#cli/line/ShellState.ts"

export const AT = Date.UTC(2026, 10, 21, 12)

export interface BlockParts extends Partial<Block> {
  /** `FileOps.find`; default that, or what the effects are. */
  readonly action?: string
  readonly args?: Readonly<Record<string, unknown>>
  readonly effects?: ReadonlyArray<PlanEffect>
}

const ACTIONS: Partial<Record<EffectOp, string>> = {
  move: "FileOps.move",
  delete: "FileOps.delete",
  create: "FileOps.mkdir",
  copy: "FileOps.copy"
}

export const planOf = ({ action, args = {}, cwd = "/w", effects = [], text = "" }: BlockParts): Plan => {
  const [first] = effects
  const [tool = "", name = ""] = (action ?? (first === undefined ? "FileOps.find" : (ACTIONS[first.op] ?? ""))).split(
    "."
  )
  return new Plan(
    {
      request: text,
      goal: text,
      provider: "rules",
      confidence: 1,
      status: "planned",
      requiresConfirmation: false,
      steps: [
        new Step(
          {
            id: "1",
            tool,
            action: name,
            args,
            risk: first === undefined ? 0 : 1,
            undo: "yes",
            dependsOn: [],
            explanation: `${name} ${effects.length}`,
            count: effects.length,
            bytes: 0,
            effects,
            notes: []
          },
          { disableChecks: true }
        )
      ],
      refusal: null,
      suggestions: [],
      cwd
    },
    { disableChecks: true }
  )
}

/** A line of the past. With effects it is done and has the transaction `TX<number>`, unless said otherwise. */
export const block = (number: number, parts: BlockParts = {}): Block => {
  const { action: _action, args: _args, effects, ...given } = parts
  const text = given.text ?? `line ${number}`
  const acted = effects !== undefined && given.status !== "refused" && given.planned !== true
  return {
    number,
    text,
    cwd: "/w",
    at: AT,
    kind: "request",
    status: "done",
    transaction: acted ? `TX${number}` : null,
    parts: [],
    plan: planOf({ ...parts, text }),
    items: (given.paths ?? []).map((path) => PathText.relativeTo("/w", path)),
    paths: [],
    cut: false,
    error: null,
    undoable: acted,
    planned: false,
    moved: [],
    meaning: { type: "request", text },
    ...given
  }
}

/** An answer that lists these, of the folder `/w`. */
export const listing = (number: number, names: ReadonlyArray<string>, parts: BlockParts = {}): Block =>
  block(number, { paths: names.map((name) => PathText.resolve("/w", name)), ...parts })

export interface WorldParts {
  readonly blocks?: ReadonlyArray<Block>
  /** Absolute paths; folders end in a slash. */
  readonly names?: ReadonlyArray<string>
  readonly cwd?: string
  /** Transactions of blocks that have been taken back. */
  readonly undone?: ReadonlyArray<string>
  /** Done before this shell, newest first. */
  readonly before?: ReadonlyArray<HistoryEntry>
  readonly hasModels?: boolean
  readonly programs?: ReadonlyArray<string>
}

export const entryOf = ({ cwd, error, plan, status, text, transaction }: Block, undone: boolean): HistoryEntry => ({
  transaction: transaction ?? "",
  kind: "run",
  at: new Date(AT).toISOString(),
  request: text,
  cwd,
  status,
  provider: "rules",
  steps: (plan?.steps ?? []).map(({ action, count, explanation, id, tool }) => ({
    id,
    tool,
    action,
    explanation,
    status: status === "done" ? "done" : "failed",
    count,
    durationMs: 1,
    error: status === "done" ? null : error
  })),
  undoable: true,
  undone,
  error,
  durationMs: 1
})

/** Reading all phrases takes long: once for all worlds, which tell it what lies where before each sentence. */
let shared: OfflineTranslator | undefined
let looksAt: LookAt = () => null
const rulesOver = (typeAt: LookAt): OfflineTranslator => {
  looksAt = typeAt
  return (shared ??= fromRules(makeToolbox(allTools), (path) => looksAt(path)))
}

const CD = /^(?:cd|go to) (\S+)$/

export const readingWorld = ({
  before = [],
  blocks = [],
  cwd = "/w",
  hasModels = false,
  names = [],
  programs = [],
  undone = []
}: WorldParts = {}): ReadingWorld => {
  const types = new Map<string, "file" | "folder">([
    [cwd, "folder"],
    ...names.map((name) => [name.replace(/\/$/, ""), name.endsWith("/") ? "folder" : "file"] as const)
  ])
  const typeAt = (path: string): "file" | "folder" | null =>
    typeOfStandIn(PathText.basename(path)) ?? types.get(path) ?? null
  const entries = blocks.flatMap((one) =>
    one.transaction === null
      ? []
      : [one.transaction, ...one.parts].map((id) => entryOf({ ...one, transaction: id }, undone.includes(id)))
  )
  return {
    state: { cwd, mode: "run", blocks: [...blocks] },
    home: "/home/ann",
    rules: (text, folder = cwd) =>
      rulesOver(typeAt)
        .translate(new Request({ text, cwd: folder, home: "/home/ann", at: AT, timeZone: "UTC", mode: "plan" }))
        .pipe(Effect.matchEager({ onSuccess: (read) => read, onFailure: (why) => why })),
    folderOf: (line) => Effect.succeed(CD.exec(line)?.[1] ?? null),
    typeAt: (path) => types.get(path) ?? null,
    history: Effect.succeed([...entries.toReversed(), ...before]),
    transaction: (id) => Effect.succeed([...entries, ...before].find(({ transaction }) => transaction === id) ?? null),
    hasModels,
    isProgram: (name) => programs.includes(name)
  }
}
