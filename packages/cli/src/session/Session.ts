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
  type CallOutbound,
  type ConfigStore,
  type Confirm,
  defaultConfig,
  DiskService,
  Engine,
  escapeName,
  Executor,
  History,
  fromRules,
  Journal,
  loadConfig,
  type LookAt,
  makeToolbox,
  type OfflineTranslator,
  PathText,
  type ProviderChoice,
  type ReadDisk,
  type Recoverable,
  Recovery,
  Request,
  StoreService,
  type Toolbox,
  ToolboxService,
  Trash,
  Undo,
  Unfinished,
  type ZenusConfig
} from "@zenus/core"
import { makeNodeConfigStore, NodeDiskLayer, NodeOwnerLayer, SqliteStoreLayer } from "@zenus/core/node"
import { allTools } from "@zenus/tools"
import { type Invocation, has, valueOf } from "../args/CommandMain.ts"
import { SHELL } from "../args/commands.ts"
import { UsageError } from "../args/UsageError.ts"
import { typeOfStandIn } from "./standIns.ts"
import { errorLines } from "../render/error.ts"
import { reportError } from "../render/reportError.ts"
import { confirmOnTerminal } from "../terminal/confirmOnTerminal.ts"
import { makeScreen, type Screen } from "../terminal/Screen.ts"
import { makeModelNews, type ModelNews } from "./modelNews.ts"
import { ownSentence, type Surroundings, withOwnWords } from "./ownWords.ts"
import { translatorsOf } from "../wiring/translatorsOf.ts"
import { localTimeZone } from "../wiring/localTimeZone.ts"
import { type Locations, locations } from "../wiring/locations.ts"
import { machineFacts, userFacts } from "../wiring/machineFacts.ts"
import { choiceOf, makeModels, type Models, namedInVain, passedOver } from "../wiring/models.ts"
import { makeModelTranslator } from "../wiring/modelTranslator.ts"
import { makeLearned, makeOutbound } from "../wiring/outbound.ts"
import { phraseIndex } from "../wiring/phraseIndex.ts"

type Services = DiskService | Engine | History | Journal | Recovery | StoreService | Trash | Undo | Unfinished

export interface Ground {
  readonly screen: Screen
  readonly invocation: Invocation
  readonly where: Locations
  /** As the user sees it: `--cwd`, else where they stand. Absolute. */
  readonly cwd: string
  readonly uid: number
  readonly configStore: ConfigStore
  /** Renders an error and gives its exit code. */
  readonly showError: (error: unknown) => number
}

export interface Session extends Ground {
  readonly config: ZenusConfig
  readonly services: Context.Context<Services>
  /** How deeds call what is outside this machine. */
  readonly outbound: CallOutbound
  /** Who of the model providers could be asked, and how. */
  readonly models: Models
  /** What this process has said of models that failed. */
  readonly modelNews: ModelNews
  /** Every action that there is. */
  readonly toolbox: Toolbox
  /** The rules as they plan here, and asked by themselves: what a sentence means to them, without doing it. */
  readonly rules: OfflineTranslator
  /** Who is asked; absent: the person at the end of standard input, by whom nobody else reads. */
  readonly confirm?: Confirm["Service"]
  /** The request for a text, asked now. */
  readonly request: (text: string, mode: Request["mode"]) => Request
}

/** The same session in another folder (absolute): what is asked through it is asked there. */
export const inFolder = (session: Session, cwd: string): Session => ({
  ...session,
  cwd,
  request: (text, mode) => new Request({ ...session.request(text, mode), cwd })
})

/** `null` for a folder that is gone. */
const currentFolder = (): string | null => {
  try {
    return process.cwd()
  } catch {
    return null
  }
}

/** What was done and how it is set up is the same wherever one stands. */
const ANYWHERE: ReadonlySet<string> = new Set([
  "undo",
  "redo",
  "history",
  "tools",
  "config",
  "complete",
  "costs",
  "providers",
  "stats",
  "breaker"
])

const isRelative = (path: string | undefined): boolean =>
  path !== undefined && path !== "" && !PathText.isAbsolute(path)

/** Who stands in a folder that is gone stands at the top, as long as nothing is named from where they stand. */
const standingFolder = (invocation: Invocation): string => {
  const here = currentFolder()
  if (here !== null) return here
  const named = ["cwd", "config"].map((flag) => valueOf(invocation, flag))
  const isEnough = ANYWHERE.has(invocation.command.name) || named[0] !== undefined
  if (isEnough && ![...named, invocation.env["ZENUS_HOME"]].some(isRelative)) return "/"
  throw new UsageError("The folder you are in is not there any more.", ["Go to another folder, then try again."])
}

const workingFolder = (invocation: Invocation): string => {
  const here = standingFolder(invocation)
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

/** What is known before anything is read: where this process stands and where its things are. Throws `UsageError`. */
const ground = (invocation: Invocation, dress: (screen: Screen) => Screen): Ground => {
  const { env } = invocation
  const user = userFacts(env)
  const cwd = workingFolder(invocation)
  const named = valueOf(invocation, "config")
  const where = locations(env, user, cwd, named)
  const screen = dress(makeScreen(env, has(invocation, "no-color"), invocation.command.acts === true))
  return {
    screen,
    invocation,
    where,
    cwd,
    uid: user.uid,
    configStore: makeNodeConfigStore({ file: where.configFile, required: named !== undefined }),
    showError: (error) => reportError(error, invocation.flags, env, screen)
  }
}

/** What is at a path, for the rules to choose between readings of a word. */
const lookAt: LookAt = (path) => {
  const standIn = typeOfStandIn(PathText.basename(path))
  if (standIn !== null) return standIn
  const stat = fs.statSync(path, { throwIfNoEntry: false })
  return stat === undefined ? null : stat.isDirectory() ? "folder" : "file"
}

/** Names are data: nothing but whether they are there is asked. */
const surroundings: Surroundings = {
  inRepository: (cwd) => {
    for (let at = cwd; ; at = PathText.dirname(at)) {
      if (fs.existsSync(PathText.child(at, ".git"))) return true
      if (at === "/") return false
    }
  },
  holds: (cwd, extension) => {
    try {
      return fs.readdirSync(cwd).some((name) => name.toLowerCase().endsWith(`.${extension}`))
    } catch {
      // A folder that cannot be listed shows nothing.
      return false
    }
  }
}

/** The state file; nothing is made before somebody writes. */
const openStore = ({ screen, where }: Ground): Effect.Effect<StoreService["Service"], never, Scope.Scope> => {
  const onWait = (): void =>
    screen.note("Another zenus is at work on the history: waiting for it, a few seconds at most.")
  const file = SqliteStoreLayer({ file: where.stateFile, trash: where.trashFolder, onWait })
  return Effect.map(Layer.build(file), (built) => Context.get(built, StoreService))
}

const layers = (
  { where, screen, invocation, uid }: Ground,
  config: ZenusConfig,
  store: StoreService["Service"],
  models: Models,
  { rules, toolbox }: Pick<Session, "rules" | "toolbox">
): Layer.Layer<Services> => {
  const { env } = invocation
  const outside = Layer.merge(NodeDiskLayer, Layer.succeed(ToolboxService, toolbox))
  const journal = Journal.layer.pipe(
    Layer.provide(NodeOwnerLayer),
    Layer.provideMerge(Layer.succeed(StoreService, store))
  )
  const tmpdir = env["TMPDIR"]
  const trash = Trash.layer({
    home: where.trashFolder,
    roots: [where.home, ...(tmpdir === undefined ? [] : [tmpdir]), ...config.safety.roots],
    uid,
    retention: config.trash.retention,
    maxSize: config.trash.maxSize
  })
  const { neverRead } = config.safety
  const translators = (disk: ReadDisk) =>
    translatorsOf({
      toolbox,
      rules,
      choice: models.choice,
      areConfigured: models.areConfigured,
      rulesFirst: config.planner.rulesFirst,
      own: ownSentence,
      models: makeModelTranslator({ models, toolbox, disk, neverRead, home: where.home })
    })
  const engine = Layer.unwrap(
    Effect.map(DiskService, (disk) =>
      Engine.layer({
        translators: translators(disk),
        policy: config.safety,
        facts: (cwd, now) => machineFacts(where, cwd, env, now),
        surroundings: { env: environment(env), uid, onCollision: config.files.onCollision }
      })
    )
  )
  return engine.pipe(
    Layer.provide(confirmOnTerminal({ screen, env, signals: invocation.signals, ...config.ui })),
    Layer.provide(Executor.layer()),
    Layer.provideMerge(Layer.mergeAll(History.layer, Undo.layer, Unfinished.layer)),
    Layer.provideMerge(Recovery.layer),
    Layer.provideMerge(trash),
    Layer.provideMerge(journal),
    Layer.provideMerge(outside)
  )
}

const asItIs = (screen: Screen): Screen => screen

/** For the commands that speak of the configuration itself, which may be wrong. */
export const openGround = (
  invocation: Invocation,
  dress: (screen: Screen) => Screen = asItIs
): Effect.Effect<Ground, Recoverable> =>
  Effect.try({
    try: () => ground(invocation, dress),
    catch: (error) => {
      if (error instanceof UsageError) return error
      throw error
    }
  })

/** Who is to be asked; what is no provider is said by the flag or variable that named it. */
const choose = ({ invocation }: Ground, config: ZenusConfig): Effect.Effect<ProviderChoice, UsageError> => {
  const choice = choiceOf((name) => valueOf(invocation, name), invocation.env, config)
  return "message" in choice
    ? Effect.fail(new UsageError(`${choice.where}: ${escapeName(choice.message)}.`, choice.recovery))
    : Effect.succeed(choice)
}

/** Who only looks leaves everything as it is, our own old rows, too. */
const mayTidy = ({ command, flags }: Invocation): boolean =>
  command.name === "complete" || (command.acts === true && !flags.has("dry-run"))

/** With this configuration, wherever it is from. A choice of providers that cannot be meant does not count: the configured one holds. */
export const openSessionWith = Effect.fnUntraced(function* (
  base: Ground,
  config: ZenusConfig
): Effect.fn.Return<Session, never, Scope.Scope> {
  const { invocation, screen, where } = base
  screen.theme.choose(config.ui.theme)
  const scope = yield* Effect.scope
  const store = yield* openStore(base)
  const learned = yield* makeLearned(store, scope, screen.note)
  const outbound = yield* makeOutbound(learned)
  const configured = { provider: null, cascade: config.cascade, model: null }
  const choice = yield* Effect.orElseSucceed(choose(base, config), () => configured)
  const { env } = invocation
  const models = yield* makeModels({
    choice,
    config,
    env,
    store,
    cacheFolder: where.cacheFolder,
    livesLong: invocation.command === SHELL && screen.errIsTerminal && process.stdin.isTTY,
    learned,
    scope,
    note: screen.note,
    housekeeping: {
      isAllowed: mayTidy(invocation),
      tidied: (what) =>
        Effect.suspend(() => Context.get(services, History).tidied(what, where.stateFolder)).pipe(
          Effect.catch(({ message }) => Effect.sync(() => screen.note(`"${what}" is not in the history: ${message}`)))
        )
    }
  })
  const toolbox = makeToolbox(allTools)
  const rules = withOwnWords(fromRules(toolbox, lookAt, phraseIndex), surroundings)
  const services: Session["services"] = yield* Layer.build(layers(base, config, store, models, { rules, toolbox }))
  const timeZone = localTimeZone(env)
  const request = (text: string, mode: Request["mode"]): Request =>
    new Request({ text, cwd: base.cwd, home: where.home, at: Date.now(), timeZone, mode })
  const modelNews = makeModelNews(choice.model !== null)
  return { ...base, config, services, outbound, models, modelNews, toolbox, rules, request }
})

/** Whether this command asks models at all: others work with a choice that is none. */
const asksModels = ({ command }: Invocation): boolean =>
  command.name === "providers" || command.flags.some(({ name }) => name === "provider")

/**
 * Fails with a usage error for a folder or a provider that is not there, and with every problem of the configuration.
 * @param dress what everything in the session prints through: the shell has live rows below what is printed.
 */
export const openSession = (
  invocation: Invocation,
  dress?: (screen: Screen) => Screen
): Effect.Effect<Session, Recoverable, Scope.Scope> =>
  Effect.gen(function* () {
    const base = yield* openGround(invocation, dress)
    const { config } = yield* loadConfig(base.configStore, { home: base.where.home })
    const asks = asksModels(invocation)
    if (asks) yield* choose(base, config)
    const session = yield* openSessionWith(base, config)
    // The table of providers says it itself, and so does what is said beside an answer, or in the place of one.
    const { name } = invocation.command
    const saysItself = name === "providers" || name === "complete"
    if (asks && !saysItself) [...passedOver(session.models), ...namedInVain(session.models)].forEach(base.screen.note)
    return session
  })

/**
 * For the commands that a person needs most when something is wrong (undo, redo, history): a configuration that cannot be
 * used is said on standard error, and the defaults hold.
 */
export const openSessionAnyway = (invocation: Invocation): Effect.Effect<Session, Recoverable, Scope.Scope> =>
  Effect.gen(function* () {
    const base = yield* openGround(invocation)
    const loaded = yield* Effect.result(loadConfig(base.configStore, { home: base.where.home }))
    if (loaded._tag === "Success") return yield* openSessionWith(base, loaded.success.config)
    for (const line of errorLines(loaded.failure, base.screen.errColours, false)) base.screen.note(line)
    base.screen.note(`zenus ${invocation.command.name} goes on with the defaults.`)
    return yield* openSessionWith(base, defaultConfig())
  })
