/** Git steps through the resolver, the executor and its journal; undo, redo and recovery as another process would do them. */
import {
  type LookContext,
  makeToolbox,
  Recovery,
  type Recovered,
  ToolboxService,
  Undo,
  type UndoReport
} from "@zenus/core"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { Mortal } from "#kit/faults.ts"
import { performSteps, stateLayer, type Performed } from "#kit/perform.ts"
import { FileOps } from "#tools/file/FileOps.ts"
import { GitOps } from "#tools/git/GitOps.ts"

export interface Place {
  readonly cwd: string
  readonly home: string
  readonly zenusHome: string
  readonly env: Readonly<Record<string, string>>
}

/** An action of GitOps, or of FileOps as `file.append`. */
type Asked = readonly [action: string, args: Record<string, unknown>]

const actionOf = (asked: string) => {
  const [name = "", tool] = asked.split(".").toReversed()
  const { actions } = tool === "file" ? FileOps : GitOps
  const found = actions.find((action) => action.name === name)
  if (found === undefined) throw new Error(`There is no action ${asked}.`)
  return found
}

export const doSteps = (
  place: Place,
  steps: ReadonlyArray<Asked>,
  more: Partial<LookContext> = {}
): Promise<Performed> =>
  performSteps(
    steps.map(([action, args]) => [actionOf(action), args] as const),
    { ...place, env: new Map(Object.entries(place.env)), ...more }
  )

/** The resolver of `performSteps` calls its tool "Tool". */
const layers = (place: Place, fate?: Mortal) => {
  const toolbox = makeToolbox([{ name: "Tool", description: "under test", actions: GitOps.actions }])
  const below = Layer.merge(stateLayer(place.zenusHome, [place.cwd], fate), Layer.succeed(ToolboxService, toolbox))
  return Undo.layer.pipe(Layer.provideMerge(Recovery.layer), Layer.provide(below))
}

export const undo = (
  place: Place,
  options: { readonly dryRun?: boolean; readonly count?: number } = {},
  fate?: Mortal
): Promise<UndoReport> =>
  Effect.runPromise(Effect.flatMap(Undo, (service) => service.undo(options)).pipe(Effect.provide(layers(place, fate))))

export const redo = (place: Place, fate?: Mortal): Promise<UndoReport> =>
  Effect.runPromise(Effect.flatMap(Undo, (service) => service.redo()).pipe(Effect.provide(layers(place, fate))))

export const recover = (place: Place): Promise<ReadonlyArray<Recovered>> =>
  Effect.runPromise(Effect.flatMap(Recovery, (service) => service.settle).pipe(Effect.provide(layers(place))))
