/**
 * The whole engine in this process, on a real disk and a real state file, without a face: for tests of what becomes of a
 * request. Every call is one process's worth: new layers, the same files.
 */
import { join } from "node:path"
import {
  Confirm,
  defaultPolicyOptions,
  Engine,
  type Event,
  Executor,
  type ExecutorOptions,
  fromRules,
  type Handled,
  History,
  type HistoryEntry,
  IntentIR,
  IntentStep,
  Journal,
  makeToolbox,
  type Planned,
  type PolicyOptions,
  type Question,
  Recovery,
  type Reply,
  Request,
  type RunOptions,
  type Tool,
  ToolboxService,
  type Translator,
  Trash,
  type TrashOptions,
  Undo,
  type UndoOptions,
  type UndoReport,
  Unfinished
} from "@zenus/core"
import { NodeDiskLayer, NodeOwnerLayer, SqliteStoreLayer } from "@zenus/core/node"
import { allTools } from "@zenus/tools"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as TestClock from "effect/testing/TestClock"

export interface EngineWorld {
  /** By its real path; changes are allowed in it and in the home. */
  readonly cwd: string
  readonly home: string
  /** State and trash; not there until something is written. */
  readonly zenusHome: string
  readonly tools?: ReadonlyArray<Tool>
  /** Default: the rules over these tools. */
  readonly translators?: ReadonlyArray<Translator>
  readonly policy?: Partial<PolicyOptions>
  /** Default: nobody is there to ask. */
  readonly reply?: (question: Question) => Reply
  readonly trash?: Partial<TrashOptions>
  readonly executor?: ExecutorOptions
  /** What the clock says, milliseconds since 1970. Default: the real one. */
  readonly at?: number
}

export type EngineServices = Engine | Undo | History | Recovery | Unfinished

const layerOf = (world: EngineWorld): Layer.Layer<EngineServices> => {
  const toolbox = makeToolbox(world.tools ?? allTools)
  const uid = process.getuid?.() ?? 0
  const { cwd, home, reply, zenusHome } = world
  const store = SqliteStoreLayer({ file: join(zenusHome, "zenus.db") })
  const journal = Journal.layer.pipe(Layer.provide(Layer.merge(store, NodeOwnerLayer)))
  return Engine.layer({
    translators: world.translators ?? [fromRules(toolbox)],
    policy: { ...defaultPolicyOptions, ...world.policy },
    facts: (folder, now) => ({
      platform: process.platform === "darwin" ? "darwin" : "linux",
      cwd: folder,
      home,
      homes: [home],
      mounts: [],
      tmpdir: null,
      own: [zenusHome],
      ownIdentities: [],
      now
    }),
    surroundings: { env: new Map(), uid, onCollision: "keep-both" }
  }).pipe(
    Layer.provide(Executor.layer(world.executor)),
    Layer.provide(
      reply === undefined
        ? Confirm.layerNobody
        : Layer.succeed(Confirm, { ask: (question) => Effect.sync(() => reply(question)) })
    ),
    Layer.provideMerge(Layer.mergeAll(History.layer, Undo.layer, Unfinished.layer)),
    Layer.provideMerge(Recovery.layer),
    Layer.provide(Trash.layer({ home: join(zenusHome, "trash"), roots: [cwd, home], uid, ...world.trash })),
    Layer.provide(journal),
    Layer.provide(Layer.merge(NodeDiskLayer, Layer.succeed(ToolboxService, toolbox)))
  )
}

export const inEngine = <A, E>(world: EngineWorld, work: Effect.Effect<A, E, EngineServices>): Promise<A> => {
  const whole = work.pipe(Effect.provide(layerOf(world)))
  const { at } = world
  return Effect.runPromise(
    at === undefined
      ? whole
      : Effect.andThen(TestClock.setTime(at), whole).pipe(Effect.provide(TestClock.layer()), Effect.scoped)
  )
}

const requestOf = (world: EngineWorld, text: string, mode: Request["mode"]): Request =>
  new Request(
    { text, cwd: world.cwd, home: world.home, at: world.at ?? Date.UTC(2026, 10, 21), timeZone: "UTC", mode },
    // What is too long is for the engine to refuse.
    { disableChecks: true }
  )

/** What became of a request, and what was said on the way. */
export interface Ran extends Handled {
  readonly events: ReadonlyArray<Event>
}

export interface RunRequest extends Partial<RunOptions> {
  readonly yes?: boolean
  readonly allowIrreversible?: boolean
}

export const runRequest = async (world: EngineWorld, text: string, options: RunRequest = {}): Promise<Ran> => {
  const { allowIrreversible = false, onEvent, yes = false, ...rest } = options
  const events: Array<Event> = []
  const handled = await inEngine(
    world,
    Effect.flatMap(Engine, (engine) =>
      engine.run(requestOf(world, text, "run"), {
        flags: { yes, allowIrreversible },
        ...rest,
        onEvent: (event) => {
          events.push(event)
          onEvent?.(event)
        }
      })
    )
  )
  return { ...handled, events }
}

export const planRequest = (world: EngineWorld, text: string, mode: Request["mode"] = "plan"): Promise<Planned> =>
  inEngine(
    world,
    Effect.flatMap(Engine, (engine) => engine.plan(requestOf(world, text, mode)))
  )

/** Newest first. */
export const historyOf = (world: EngineWorld): Promise<ReadonlyArray<HistoryEntry>> =>
  inEngine(
    world,
    Effect.flatMap(History, (history) => history.list({}))
  )

export const undoIn = (world: EngineWorld, options?: UndoOptions): Promise<UndoReport> =>
  inEngine(
    world,
    Effect.flatMap(Undo, (undo) => undo.undo(options))
  )

export type SaidStep = readonly [
  action: string,
  args: Record<string, unknown>,
  more?: Pick<IntentStep, "dependsOn" | "references">
]

/** Understands every request as these steps of FileOps, or of the tool that is named `Tool.action`. */
export const saying = (...steps: ReadonlyArray<SaidStep>): Translator => ({
  name: "rules",
  translate: () =>
    Effect.succeed(
      new IntentIR({
        version: 1,
        goal: "a test",
        provider: "rules",
        confidence: 1,
        steps: steps.map(([name, args, more = {}], at) => {
          const [action = name, tool = "FileOps"] = name.split(".").toReversed()
          return new IntentStep({ id: String(at + 1), tool, action, args, ...more })
        })
      })
    )
})

export const notesOf = ({ events }: Ran): ReadonlyArray<string> =>
  events.flatMap((event) => (event.type === "note" ? [event.text] : []))
