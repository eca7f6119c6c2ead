/**
 * A model's plan, held against the table: every action must be in it, every argument must decode by the action's own schema with
 * nothing beside it, every reference and dependency must lead to an earlier step. All problems are told at once, since there is one
 * round to mend them.
 *
 * What a step says besides (`risk`, `explanation`, `confirmed`) is not read: the engine decides the risk, and no word of a model can
 * change it. Ids are given anew by position, so that none of a model's making reaches a screen. A reference to an earlier step's text may not
 * go to a tool that speaks to other machines, and neither may an address that the request does not name: a file's content, or what its
 * name talked the model into, could leave in it.
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { IntentIR, IntentStep } from "../../plan/IntentIR.ts"
import type { Reference } from "../../plan/Selection.ts"
import type { AnyAction } from "../../tool/Action.ts"
import type { Toolbox } from "../../tool/Toolbox.ts"
import { MAX_STEPS } from "../resolve.ts"
import { ownAddresses } from "./ownAddresses.ts"
import { isJson, type Json, lineOf } from "./readReply.ts"

/** Problems that are told. */
const MAX_PROBLEMS = 20
/** Characters of one. */
const MAX_PROBLEM = 600

const OUTPUTS = ["paths", "path", "text"] as const

/** Anything but a number counts as half sure. */
const confidenceOf = (value: unknown): number =>
  typeof value === "number" && !Number.isNaN(value) ? Math.min(1, Math.max(0, value)) : 0.5

/** The tool and action of a step; `FileOps.find` as one word is taken apart. */
const namesOf = (step: Json): readonly [tool: string, action: string] => {
  const action = lineOf(step["action"], 80)
  const dot = action.indexOf(".")
  return dot < 0 ? [lineOf(step["tool"], 80), action] : [action.slice(0, dot), action.slice(dot + 1)]
}

/** Some models write an open object as text. */
const argumentsOf = (value: unknown): Json | undefined => {
  if (value === undefined || value === null) return {}
  if (typeof value !== "string") return isJson(value) ? value : undefined
  try {
    const parsed: unknown = JSON.parse(value)
    return isJson(parsed) ? parsed : undefined
  } catch {
    return undefined
  }
}

const idOf = (value: unknown): string => (typeof value === "number" ? String(value) : lineOf(value, 80))

type Found = typeof Reference.Type

interface Earlier {
  /** What the model calls a step to what it is called here. */
  readonly ids: ReadonlyMap<string, string>
}

/** What stands for a reference while the arguments are decoded; what comes is known when the plan is resolved. */
const standIn = (existing: unknown, { output }: Found): unknown =>
  output === "paths" ? { ...(isJson(existing) ? existing : {}), paths: ["found"] } : "found"

const readReferences = (
  value: unknown,
  { ids }: Earlier
): { readonly references: Readonly<Record<string, Found>>; readonly problems: ReadonlyArray<string> } => {
  if (value === undefined || value === null) return { references: {}, problems: [] }
  if (!isJson(value)) return { references: {}, problems: ["references must be an object."] }
  const problems: Array<string> = []
  const found: Array<readonly [string, Found]> = []
  for (const [name, one] of Object.entries(value)) {
    const output = isJson(one) ? OUTPUTS.find((known) => known === one["output"]) : undefined
    const step = isJson(one) ? ids.get(idOf(one["step"])) : undefined
    if (!/^[A-Za-z]\w{0,40}$/.test(name)) problems.push("references names an argument that cannot be one.")
    else if (output === undefined) problems.push(`references.${name}: output is paths, path or text.`)
    else if (step === undefined) problems.push(`references.${name}: there is no such earlier step.`)
    else found.push([name, { step, output }])
  }
  return { references: Object.fromEntries(found), problems }
}

const readDependsOn = (
  value: unknown,
  { ids }: Earlier
): { readonly dependsOn: ReadonlyArray<string>; readonly problems: ReadonlyArray<string> } => {
  if (value === undefined || value === null) return { dependsOn: [], problems: [] }
  if (!Array.isArray(value)) return { dependsOn: [], problems: ["dependsOn must be a list of ids."] }
  const dependsOn = value.map((one) => ids.get(idOf(one)))
  const known = dependsOn.filter((id) => id !== undefined)
  return {
    dependsOn: [...new Set(known)],
    problems: known.length === value.length ? [] : ["dependsOn names a step that is not before it."]
  }
}

const checkArguments = (action: AnyAction, args: Json, references: Readonly<Record<string, Found>>): string | null => {
  const filled: Record<string, unknown> = { ...args }
  for (const [name, reference] of Object.entries(references)) filled[name] = standIn(args[name], reference)
  const decoded = Schema.decodeUnknownResult(action.args)(filled, { errors: "all", onExcessProperty: "error" })
  return Result.isSuccess(decoded) ? null : decoded.failure.message
}

/** What a plan is held against. */
export interface Against {
  readonly toolbox: Toolbox
  /** The words of the request. */
  readonly request: string
}

interface Checked {
  readonly step: IntentStep | null
  readonly problems: ReadonlyArray<string>
}

const checkStep = (value: unknown, id: string, { request, toolbox }: Against, earlier: Earlier): Checked => {
  if (!isJson(value)) return { step: null, problems: ["it must be an object."] }
  const [tool, name] = namesOf(value)
  const action = toolbox.find(tool, name)
  if (action === undefined) return { step: null, problems: [`there is no action ${tool}.${name} in the table.`] }
  const args = argumentsOf(value["args"])
  if (args === undefined) return { step: null, problems: ["args must be an object."] }
  const { references, ...ofReferences } = readReferences(value["references"], earlier)
  const { dependsOn, ...ofDependsOn } = readDependsOn(value["dependsOn"], earlier)
  const reachesOut = toolbox.tools.some((known) => known.name === tool && known.reachesOut === true)
  const leaks = reachesOut && Object.values(references).some(({ output }) => output === "text")
  const addresses = reachesOut ? ownAddresses(args, request) : []
  const wrong = checkArguments(action, args, references)
  const problems = [
    ...ofReferences.problems,
    ...ofDependsOn.problems,
    ...(leaks ? [`an earlier step's text may not go into ${tool}.`] : []),
    ...addresses.map((one) => `the request does not name the address ${one}: ask back with it.`),
    ...(wrong === null ? [] : [`${tool}.${name}: ${wrong}`])
  ]
  if (problems.length > 0) return { step: null, problems }
  const step = new IntentStep(
    {
      id,
      tool,
      action: name,
      args,
      ...(dependsOn.length > 0 ? { dependsOn } : {}),
      ...(Object.keys(references).length > 0 ? { references } : {})
    },
    { disableChecks: true }
  )
  return { step, problems }
}

const tell = (id: string, problem: string): string => `step ${id}: ${lineOf(problem, MAX_PROBLEM)}`

/** The plan as it may be resolved, or what is wrong with it, one line a problem, for the model. */
export const checkSteps = (
  plan: Json,
  against: Against,
  provider: string
): Result.Result<IntentIR, ReadonlyArray<string>> => {
  const listed = plan["steps"]
  if (!Array.isArray(listed) || listed.length === 0) return Result.fail(["A plan needs steps, one or more."])
  if (listed.length > MAX_STEPS)
    return Result.fail([`A plan has at most ${MAX_STEPS} steps, and this one has ${listed.length}.`])
  const ids = new Map<string, string>()
  const steps: Array<IntentStep> = []
  const problems: Array<string> = []
  for (const [at, value] of listed.entries()) {
    const id = String(at + 1)
    const checked = checkStep(value, id, against, { ids })
    if (checked.step !== null) steps.push(checked.step)
    problems.push(...checked.problems.map((problem) => tell(id, problem)))
    const own = isJson(value) ? idOf(value["id"]) || id : id
    if (ids.has(own)) problems.push(tell(id, "another step has the same id."))
    ids.set(own, id)
  }
  if (problems.length > 0) return Result.fail(problems.slice(0, MAX_PROBLEMS))
  return Result.succeed(
    new IntentIR(
      { version: 1, goal: lineOf(plan["goal"], 300), provider, confidence: confidenceOf(plan["confidence"]), steps },
      { disableChecks: true }
    )
  )
}
