/**
 * Plans steps and does them with the real planner's resolver, executor, journal and trash, without a face: for tests of
 * actions. Everything is agreed to. Each call is one process's worth: a new store, the same state file.
 */
import { join } from "node:path"
import type { AnyAction, LookContext, Output, PlanEffect, StepReport } from "@zenus/core"
import { DiskService, grantPlan, IntentIR, IntentStep, makeToolbox, resolve } from "@zenus/core"
import { NodeDiskLayer, SqliteStoreLayer } from "@zenus/core/node"
import { Executor } from "#core/executor/Executor.ts"
import { Journal } from "#core/history/Journal.ts"
import { Trash } from "#core/history/Trash.ts"
import { NodeOwnerLayer } from "#core/node/NodeOwner.ts"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import type { Mortal } from "./faults.ts"
import { lookContext } from "./lookContext.ts"

export interface Performed {
  readonly status: "done" | "failed" | "interrupted"
  readonly risk: number
  readonly undo: ReadonlyArray<string>
  readonly explanation: string
  /** Of all steps. */
  readonly notes: ReadonlyArray<string>
  readonly effects: ReadonlyArray<PlanEffect>
  readonly steps: ReadonlyArray<StepReport>
  /** Of the last step that is done. */
  readonly output: Output | null
  /** The lines of all answers. */
  readonly answer: string
  readonly transaction: string | null
  readonly error: { readonly tag: string; readonly message: string } | null
}

export type PerformOptions = Partial<LookContext> &
  Pick<LookContext, "cwd"> & {
    /** State and trash; outside of the folder that a test looks at. */
    readonly zenusHome: string
    /** Called between the plan and the deeds. */
    readonly meanwhile?: () => void
  }

/** Everything below the engine that remembers; `fate` is that of a process that dies (faults.ts). */
export const stateLayer = (zenusHome: string, roots: ReadonlyArray<string>, fate?: Mortal) => {
  const store = SqliteStoreLayer({ file: join(zenusHome, "zenus.db") })
  const base =
    fate === undefined
      ? Layer.mergeAll(NodeDiskLayer, store, NodeOwnerLayer)
      : Layer.mergeAll(Layer.succeed(DiskService, fate.disk), fate.store(store), fate.owner)
  const journal = Journal.layer.pipe(Layer.provideMerge(base))
  const uid = process.getuid?.() ?? 0
  return Trash.layer({ home: join(zenusHome, "trash"), roots, uid }).pipe(Layer.provideMerge(journal))
}

const runOrThrow = async <A, E>(effect: Effect.Effect<A, E>): Promise<A> => {
  const exit = await Effect.runPromiseExit(effect)
  if (Exit.isSuccess(exit)) return exit.value
  throw Cause.squash(exit.cause)
}

/** Rejects with the typed error of planning; a step that fails while it acts is in the result. */
export const performSteps = (
  asked: ReadonlyArray<readonly [action: AnyAction, args: Record<string, unknown>]>,
  options: PerformOptions
): Promise<Performed> => {
  const { zenusHome, meanwhile, ...more } = options
  const context = lookContext(more)
  const actions = [...new Set(asked.map(([action]) => action))]
  const toolbox = makeToolbox([{ name: "Tool", description: "under test", actions }])
  const work = Effect.gen(function* () {
    const disk = yield* DiskService
    const trash = yield* Trash
    const executor = yield* Executor
    const resolved = yield* resolve({
      intent: new IntentIR({
        version: 1,
        goal: "a test",
        provider: "rules",
        confidence: 1,
        steps: asked.map(
          ([action, args], at) => new IntentStep({ id: String(at + 1), tool: "Tool", action: action.name, args })
        )
      }),
      request: "a test",
      toolbox,
      disk: more.disk ?? disk,
      context,
      trash: { canTrash: trash.placesIn(context.cwd).canTrash, roomBytes: Number.MAX_SAFE_INTEGER }
    })
    meanwhile?.()
    const agreed = grantPlan(resolved, { _tag: "Allow", risk: 0 }, { yes: true, allowIrreversible: true }, null)
    if (agreed === null) return yield* Effect.die(new Error("the plan was not agreed to"))
    const done = yield* executor.execute(agreed)
    const { steps } = resolved.plan
    const outputs = [...done.outputs.values()]
    return {
      status: done.status,
      risk: Math.max(...steps.map((step) => step.risk)),
      undo: steps.map((step) => step.undo),
      explanation: steps.map((step) => step.explanation).join("; "),
      notes: steps.flatMap((step) => step.notes),
      effects: steps.flatMap((step) => step.effects),
      steps: done.steps,
      output: outputs.at(-1) ?? null,
      answer: outputs.flatMap((output) => output.lines).join("\n"),
      transaction: done.transaction,
      error: done.error
    }
  })
  const layers = Executor.layer().pipe(Layer.provideMerge(stateLayer(zenusHome, [context.cwd])))
  return runOrThrow(work.pipe(Effect.provide(layers)))
}

/** One step. */
export const perform = (
  action: AnyAction,
  args: Record<string, unknown>,
  options: PerformOptions
): Promise<Performed> => performSteps([[action, args]], options)
