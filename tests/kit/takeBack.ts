/** Undo and redo of what `perform` did, as another process would do them: new layers on the same state file. */
import { makeToolbox, Recovery, ToolboxService, Undo, type UndoReport } from "@zenus/core"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { stateLayer } from "./perform.ts"

export interface TakeBackOptions {
  readonly cwd: string
  readonly zenusHome: string
}

const layers = ({ cwd, zenusHome }: TakeBackOptions) => {
  const below = Layer.merge(stateLayer(zenusHome, [cwd]), Layer.succeed(ToolboxService, makeToolbox([])))
  return Undo.layer.pipe(Layer.provide(Recovery.layer), Layer.provide(below))
}

/** Takes back the last transaction. */
export const undoLast = (options: TakeBackOptions): Promise<UndoReport> =>
  Effect.runPromise(Effect.flatMap(Undo, (undo) => undo.undo()).pipe(Effect.provide(layers(options))))

/** Does again what was taken back last. */
export const redoLast = (options: TakeBackOptions): Promise<UndoReport> =>
  Effect.runPromise(Effect.flatMap(Undo, (undo) => undo.redo()).pipe(Effect.provide(layers(options))))
