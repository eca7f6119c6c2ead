/**
 * Everything one process of zenus works with, put together once: where its things are, what the user set, the disk, the tools, the
 * engine. The only place that knows every package. Nothing is made on the disk by opening a session.
 */
import fs from "node:fs"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import {
  defaultPolicyOptions,
  Engine,
  Executor,
  History,
  fromRules,
  Journal,
  makeToolbox,
  PathText,
  type Recoverable,
  Recovery,
  Request,
  ToolboxService,
  Trash,
  Undo
} from "@zenus/core"
import { NodeDiskLayer, NodeOwnerLayer, SqliteStoreLayer } from "@zenus/core/node"
import { allTools } from "@zenus/tools"
import { type Invocation, has, valueOf } from "../args/CommandMain.ts"
import { UsageError } from "../args/UsageError.ts"
import { reportError } from "../render/reportError.ts"
import { confirmOnTerminal } from "../terminal/confirmOnTerminal.ts"
import { makeScreen, type Screen } from "../terminal/Screen.ts"
import { boundMemory } from "../wiring/boundMemory.ts"
import { localTimeZone } from "../wiring/localTimeZone.ts"
import { type Locations, locations } from "../wiring/locations.ts"
import { machineFacts, userFacts } from "../wiring/machineFacts.ts"

type Services = Engine | History | Journal | Recovery | Trash | Undo

export interface Session {
  readonly screen: Screen
  readonly invocation: Invocation
  readonly where: Locations
  /** As the user sees it: `--cwd`, else where they stand. Absolute. */
  readonly cwd: string
  readonly services: Context.Context<Services>
  /** The request for a text, asked now. */
  readonly request: (text: string, mode: Request["mode"]) => Request
  /** Renders an error and gives its exit code. */
  readonly showError: (error: unknown) => number
}

const currentFolder = (): string => {
  try {
    return process.cwd()
  } catch {
    throw new UsageError("The folder you are in is not there any more.", ["Go to another folder, then try again."])
  }
}

const workingFolder = (invocation: Invocation): string => {
  const here = currentFolder()
  const named = valueOf(invocation, "cwd")
  if (named === undefined) return here
  const cwd = PathText.resolve(here, named)
  const stat = fs.statSync(cwd, { throwIfNoEntry: false })
  if (stat?.isDirectory() !== true)
    throw new UsageError(`--cwd: there is no folder ${named}.`, ["Name a folder that is there."])
  return cwd
}

const environment = (env: NodeJS.ProcessEnv): ReadonlyMap<string, string> =>
  new Map(Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const])))

const build = (
  invocation: Invocation
): { readonly session: Omit<Session, "services">; readonly layer: Layer.Layer<Services, Recoverable> } => {
  const { env } = invocation
  const user = userFacts(env)
  const cwd = workingFolder(invocation)
  const where = locations(env, user, cwd, valueOf(invocation, "config"))
  const screen = makeScreen(env, has(invocation, "no-color"))
  const timeZone = localTimeZone(env)
  const toolbox = makeToolbox(allTools)
  const policy = defaultPolicyOptions

  const disk = NodeDiskLayer
  const journal = Journal.layer.pipe(
    Layer.provide(Layer.merge(SqliteStoreLayer({ file: where.stateFile }), NodeOwnerLayer))
  )
  const roots = [where.home, ...(env["TMPDIR"] === undefined ? [] : [env["TMPDIR"]]), ...policy.roots]
  const trash = Trash.layer({ home: where.trashFolder, roots, uid: user.uid })
  const engine = Engine.layer({
    translators: [fromRules(toolbox)],
    policy,
    facts: (real, now) => machineFacts(where, real, env, now),
    surroundings: { env: environment(env), uid: user.uid, onCollision: "keep-both" }
  })
  const layer = engine.pipe(
    Layer.provide(confirmOnTerminal(screen)),
    Layer.provide(Executor.layer()),
    Layer.provideMerge(Layer.mergeAll(History.layer, Undo.layer)),
    Layer.provideMerge(Recovery.layer),
    Layer.provideMerge(trash),
    Layer.provideMerge(journal),
    Layer.provide(Layer.merge(disk, Layer.succeed(ToolboxService, toolbox)))
  )
  const request = (text: string, mode: Request["mode"]): Request =>
    new Request({ text, cwd, home: where.home, at: Date.now(), timeZone, mode })
  return {
    session: {
      screen,
      invocation,
      where,
      cwd,
      request,
      showError: (error) => reportError(error, invocation.flags, env)
    },
    layer
  }
}

/** Fails with a usage error for a folder that is not there, and with the config's problems. */
export const openSession = (invocation: Invocation): Effect.Effect<Session, Recoverable, Scope.Scope> =>
  Effect.gen(function* () {
    const { session, layer } = yield* Effect.try({
      try: () => build(invocation),
      catch: (error) => {
        if (error instanceof UsageError) return error
        throw error
      }
    })
    boundMemory()
    const services = yield* Layer.build(layer)
    return { ...session, services }
  })
