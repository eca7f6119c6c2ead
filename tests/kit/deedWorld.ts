/**
 * The journal's rooms on a real disk and a real state file, with deeds built by hand: for tests of the executor, undo, redo and
 * recovery. Every call is one process's worth (new layers, the same files), unless the world is asked to live on.
 */
import { join } from "node:path"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import {
  type AnyAction,
  type Deed,
  type Disk,
  DiskService,
  effectOf,
  type Execution,
  type ExecutorOptions,
  type ExecuteOptions,
  Executor,
  History,
  IntentIR,
  type Identity,
  identityOf,
  type Inverse,
  Journal,
  Owner,
  type OwnDeed,
  Plan,
  type Prepared,
  Recovery,
  type ResolvedPlan,
  type ResolvedStep,
  type Stat,
  Step,
  type StoreService,
  ToolboxService,
  Trash,
  type TrashOptions,
  Undo,
  type UndoKind
} from "@zenus/core"
import { makeNodeDisk, makeNodeOwner, SqliteStoreLayer } from "@zenus/core/node"
import { ConfirmedPlan } from "#core/safety/ConfirmedPlan.ts"

export interface WorldOptions {
  /** State and trash. */
  readonly home: string
  /** The working folder, by its real path. */
  readonly cwd: string
  readonly disk?: Disk
  /** Wraps the state's layer, for faults. */
  readonly store?: (layer: Layer.Layer<StoreService>) => Layer.Layer<StoreService>
  /** Who this process is. Default: the real one. */
  readonly owner?: Layer.Layer<Owner>
  readonly trash?: Partial<TrashOptions>
  readonly executor?: ExecutorOptions
  readonly inverse?: Inverse
}

export interface StepByHand {
  readonly id?: string
  readonly deeds?: ReadonlyArray<Deed>
  readonly dependsOn?: ReadonlyArray<string>
  readonly prepared?: Partial<Prepared>
  readonly undo?: UndoKind
  readonly risk?: 0 | 1 | 2 | 3
  readonly parallel?: boolean
  readonly timeoutMs?: number
  readonly lookAgain?: boolean
  /** What the action gives when it looks again. */
  readonly again?: () => Partial<Prepared>
  readonly own?: OwnDeed
}

const preparedOf = (step: StepByHand): Prepared => ({
  explanation: `Do ${step.deeds?.length ?? 0} deeds`,
  deeds: step.deeds ?? [],
  ...(step.own === undefined ? {} : { own: step.own }),
  ...step.prepared
})

const actionOf = (step: StepByHand, inverse: Inverse | undefined): AnyAction => ({
  name: "do",
  description: "Does deeds",
  args: Schema.Unknown,
  risk: 1,
  undo: "yes",
  timeoutMs: step.timeoutMs ?? 600_000,
  parallel: step.parallel ?? true,
  phrases: [],
  examples: [],
  prepare: () => Effect.sync(() => ({ ...preparedOf(step), ...step.again?.() })),
  ...(inverse === undefined ? {} : { inverse })
})

/** A plan of these steps that everybody has agreed to. */
export const confirmedPlan = (
  steps: ReadonlyArray<StepByHand>,
  world: Pick<WorldOptions, "cwd" | "inverse"> & { readonly disk: Disk; readonly request?: string }
): ConfirmedPlan => {
  const context = {
    cwd: world.cwd,
    home: world.cwd,
    disk: world.disk,
    now: 0,
    timeZone: "UTC",
    onCollision: "keep-both",
    env: new Map<string, string>(),
    uid: process.getuid?.() ?? 0
  } as const
  const resolved = steps.map((step, at): ResolvedStep => ({
    id: step.id ?? String(at + 1),
    tool: "Deeds",
    action: actionOf(step, world.inverse),
    args: {},
    context,
    prepared: preparedOf(step),
    lookAgain: step.lookAgain ?? false
  }))
  const plan = new Plan(
    {
      request: world.request ?? "deeds by hand",
      goal: "deeds",
      provider: "rules",
      confidence: 1,
      status: "planned",
      requiresConfirmation: false,
      steps: resolved.map(
        ({ id, prepared }, at) =>
          new Step(
            {
              id,
              tool: "Deeds",
              action: "do",
              args: {},
              risk: steps[at]?.risk ?? 1,
              undo: steps[at]?.undo ?? "yes",
              dependsOn: steps[at]?.dependsOn ?? [],
              explanation: prepared.explanation,
              count: prepared.deeds.length,
              bytes: 0,
              effects: [...prepared.deeds.map(effectOf), ...(prepared.own?.effects ?? [])],
              notes: []
            },
            { disableChecks: true }
          )
      ),
      refusal: null,
      suggestions: [],
      cwd: world.cwd
    },
    { disableChecks: true }
  )
  const intent = new IntentIR({ version: 1, goal: "deeds", provider: "rules", confidence: 1, steps: [] })
  return ConfirmedPlan.grant({ plan, intent, steps: resolved } satisfies ResolvedPlan, "not-needed")
}

export type WorldServices = Executor | Undo | Recovery | History | Trash | Journal | DiskService | StoreService

export const worldLayer = (options: WorldOptions): Layer.Layer<WorldServices> => {
  const disk = options.disk ?? makeNodeDisk()
  const state = SqliteStoreLayer({ file: join(options.home, "zenus.db") })
  const base = Layer.mergeAll(
    Layer.succeed(DiskService, disk),
    options.store?.(state) ?? state,
    options.owner ?? Layer.sync(Owner, makeNodeOwner),
    ToolboxService.layer([{ name: "Deeds", description: "by hand", actions: [actionOf({}, options.inverse)] }])
  )
  const journal = Journal.layer.pipe(Layer.provideMerge(base))
  const trash = Trash.layer({
    home: join(options.home, "trash"),
    roots: [options.cwd],
    uid: process.getuid?.() ?? 0,
    ...options.trash
  }).pipe(Layer.provideMerge(journal))
  const recovery = Recovery.layer.pipe(Layer.provideMerge(trash))
  return Layer.mergeAll(Undo.layer, History.layer, Executor.layer(options.executor)).pipe(Layer.provideMerge(recovery))
}

/** Runs with all services; everything is closed afterwards, as when a process ends. */
export const inWorld = <A, E>(options: WorldOptions, work: Effect.Effect<A, E, WorldServices>): Promise<A> =>
  Effect.runPromise(work.pipe(Effect.provide(worldLayer(options))))

export const execute = (
  options: WorldOptions,
  steps: ReadonlyArray<StepByHand>,
  more: ExecuteOptions & { readonly request?: string } = {}
): Promise<Execution> =>
  inWorld(
    options,
    Effect.gen(function* () {
      const disk = yield* DiskService
      const executor = yield* Executor
      const { request, ...execute } = more
      return yield* executor.execute(
        confirmedPlan(steps, { ...options, disk, ...(request === undefined ? {} : { request }) }),
        execute
      )
    })
  )

export const undo = (options: WorldOptions, more: Parameters<typeof Undo.Service.undo>[0] = {}) =>
  inWorld(
    options,
    Effect.flatMap(Undo, (service) => service.undo(more))
  )

export const redo = (options: WorldOptions, more: Parameters<typeof Undo.Service.redo>[0] = {}) =>
  inWorld(
    options,
    Effect.flatMap(Undo, (service) => service.redo(more))
  )

export const settle = (options: WorldOptions) =>
  inWorld(
    options,
    Effect.flatMap(Recovery, (service) => service.settle)
  )

export const history = (options: WorldOptions, query: Parameters<typeof History.Service.list>[0] = {}) =>
  inWorld(
    options,
    Effect.flatMap(History, (service) => service.list(query))
  )

const statOf = (disk: Disk, path: string): Stat => {
  const stat = disk.lstat(path)
  if (stat === null) throw new Error(`${path} is not there`)
  return stat
}

/** What the deed of a plan holds to know its file by. */
export const identityAt = (disk: Disk, path: string): Identity => identityOf(statOf(disk, path))

export const moveDeed = (disk: Disk, from: string, to: string): Deed => ({
  do: "move",
  from,
  to,
  identity: identityAt(disk, from)
})

/** Counts what is in a folder, itself included. */
const entriesIn = (disk: Disk, path: string): number =>
  disk.lstat(path)?.type === "folder"
    ? disk.list(path).reduce((sum, entry) => sum + entriesIn(disk, `${path}/${entry.name}`), 1)
    : 1

export const trashDeed = (disk: Disk, path: string): Deed => {
  const stat = statOf(disk, path)
  const entries = stat.type === "folder" ? entriesIn(disk, path) : 1
  return { do: "trash", path, identity: identityOf(stat), bytes: stat.size, entries }
}

export const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)

export const writeDeed = (path: string, text: string): Deed => ({
  do: "put",
  path,
  content: { kind: "bytes", bytes: bytesOf(text) },
  bytes: text.length,
  as: "create"
})

/** Replaces what stands there by this text. */
export const editDeed = (disk: Disk, path: string, text: string): Deed => ({
  do: "put",
  path,
  content: { kind: "bytes", bytes: bytesOf(text) },
  bytes: text.length,
  as: "modify",
  replaces: identityAt(disk, path)
})

export const copyDeed = (disk: Disk, from: string, path: string): Deed => ({
  do: "put",
  path,
  content: { kind: "copy", from, identity: identityAt(disk, from) },
  bytes: disk.lstat(from)?.size ?? 0,
  as: "copy"
})

export const modeDeed = (disk: Disk, path: string, mode: number): Deed => ({
  do: "set",
  path,
  identity: identityAt(disk, path),
  mode,
  detail: `-> ${mode.toString(8)}`
})
