/**
 * A cascade of streams: until the first piece, options change unseen; from the first piece on, the one that sent it is the
 * answer, and where it breaks, the whole ends with `StreamBroken`, which says how much was handed on. Two options' pieces are never mixed
 * (gRPC's rule of the committed call). The breaker's permit is held until the stream ends, so that one that breaks midway
 * counts as a failure; a consumer that stops early counts as nothing.
 */
import * as Cause from "effect/Cause"
import * as Channel from "effect/Channel"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Pull from "effect/Pull"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { type Breaker, CircuitOpen } from "../breaker/CircuitBreaker.ts"
import { checkFunction } from "../checkOptions.ts"
import { dropLate } from "../dropLate.ts"
import type { KnownEach } from "../knownOptions.ts"
import { TimedOut } from "../limits/Timeout.ts"
import {
  type AllOptionsFailed,
  type FailedOption,
  type OptionDefect,
  type SkippedOption,
  StreamBroken
} from "./AllOptionsFailed.ts"
import { type Committed, commit, exhausted } from "./announce.ts"
import {
  type CascadeOptions,
  type Checked,
  checkCascade,
  type CheckedCascade,
  type FallbackOption,
  type Needs,
  type WhereNamed
} from "./FallbackOption.ts"
import * as tries from "./tryOption.ts"

type Source = Stream.Stream<unknown, unknown, unknown>
type Options = ReadonlyArray<FallbackOption<Source>>

export interface StreamOptions extends CascadeOptions {
  /** Told once, before the first piece is handed on: which option answers, what was passed over and what failed. What it throws is dropped. */
  readonly onAnswer?: (answer: Committed) => void
}

type Elements = ReadonlyArray<unknown> & readonly [unknown, ...ReadonlyArray<unknown>]
type SourcePull = Pull.Pull<Elements, unknown, void, unknown>

/** An option that has sent its first pieces, or ended without any. */
interface Open {
  readonly _tag: "Open"
  readonly option: string
  readonly first: Elements | null
  readonly rest: SourcePull
  readonly end: Account["end"]
}

type Turned = Open | tries.Skip | Extract<tries.Tried<unknown>, { readonly _tag: "Failed" }>

/** One attempt from its start to its end: breaker, budget, figures. */
interface Account {
  readonly elapsed: () => number
  /** The first piece has come. */
  readonly first: () => void
  /** How it ended; counts once. */
  readonly end: (exit: Exit.Exit<unknown, unknown>) => Effect.Effect<void>
}

/**
 * Holds the breaker's place for as long as the stream lives: what the breaker protects is a call that ends as the stream
 * does. Gives the rejection when there is no place.
 */
const holdCircuit = (
  breaker: Breaker,
  life: Deferred.Deferred<unknown, unknown>,
  scope: Scope.Scope
): Effect.Effect<Fiber.Fiber<unknown, unknown> | CircuitOpen> =>
  Effect.gen(function* () {
    const gate = yield* Deferred.make<CircuitOpen | null>()
    const held = breaker.protect(
      Effect.suspend(() => {
        Deferred.doneUnsafe(gate, Exit.succeed(null))
        return Deferred.await(life)
      })
    )
    const fiber = yield* Effect.forkIn(
      Effect.onExit(held, (exit) => {
        const error = exit._tag === "Failure" ? exit.cause.reasons.find(Cause.isFailReason)?.error : undefined
        return Effect.sync(() => Deferred.doneUnsafe(gate, Exit.succeed(error instanceof CircuitOpen ? error : null)))
      }),
      scope
    )
    return (yield* Deferred.await(gate)) ?? fiber
  })

const openAccount = (
  world: tries.World,
  checked: Checked<Source>,
  turn: tries.Turn,
  scope: Scope.Scope
): Effect.Effect<Account | CircuitOpen> =>
  Effect.gen(function* () {
    const { breaker, name } = checked.option
    const life = yield* Deferred.make<unknown, unknown>()
    const circuit = breaker === undefined ? null : yield* holdCircuit(world.breaker(breaker), life, scope)
    if (circuit instanceof CircuitOpen) return circuit
    const from = tries.begun(world, name, turn)
    let firstAfterMs: number | null = null
    let isOver = false
    return {
      elapsed: () => tries.nowOf(world) - from,
      first: () => {
        firstAfterMs ??= tries.nowOf(world) - from
      },
      end: (exit) =>
        Effect.suspend(() => {
          if (isOver) return Effect.void
          isOver = true
          tries.settle(world, name, exit, firstAfterMs ?? tries.nowOf(world) - from)
          if (exit._tag === "Success") tries.earn(world, checked)
          Deferred.doneUnsafe(life, exit)
          return circuit === null ? Effect.void : Effect.asVoid(Fiber.await(circuit))
        })
    } satisfies Account
  })

const openOption = (
  world: tries.World,
  checked: Checked<Source>,
  turn: tries.Turn,
  scope: Scope.Scope
): Effect.Effect<Turned, never, unknown> =>
  Effect.suspend((): Effect.Effect<Turned, never, unknown> => {
    const reason = tries.whyNot(world, checked, turn)
    if (reason !== null) return Effect.succeed(reason)
    const { option, timeoutMs } = checked
    const { name } = option
    let isPaid = false
    let begun = false
    const open = Effect.gen(function* () {
      // Paid inside the frame that pays back, so that no interruption comes between the two.
      isPaid = tries.pay(world, checked, turn)
      if (!isPaid) return tries.noBudget(world, name)
      const own = yield* Scope.fork(scope)
      const account = yield* openAccount(world, checked, turn, own)
      if (account instanceof CircuitOpen) return tries.skipOpen(world, name, account)
      begun = true
      // Whatever ends the consumer ends the account; without another word it was cancelled.
      yield* Scope.addFinalizer(own, account.end(Exit.interrupt()))
      const pull = (yield* Channel.toPullScoped(option.run.channel, own)) as SourcePull
      const pulled = yield* Effect.exit(timeoutMs === null ? pull : firstWithin(pull, name, timeoutMs, account))
      if (Exit.isSuccess(pulled) || Pull.isDoneCause(pulled.cause)) {
        account.first()
        const first = Exit.isSuccess(pulled) ? pulled.value : null
        return { _tag: "Open", option: name, first, rest: pull, end: account.end } satisfies Open
      }
      const durationMs = account.elapsed()
      yield* account.end(pulled)
      yield* Scope.close(own, pulled)
      return { _tag: "Failed", failed: { option: name, error: tries.errorOf(name, pulled.cause), durationMs } } as const
    })
    return Effect.onExit(open, () => Effect.sync(() => void (begun || !isPaid || tries.payBack(world, checked, turn))))
  })

const firstWithin = (pull: SourcePull, name: string, timeoutMs: number, account: Account): SourcePull =>
  Effect.timeoutOrElse(pull, {
    duration: timeoutMs,
    orElse: () => Effect.fail(new TimedOut(name, timeoutMs, account.elapsed(), "firstElement"))
  })

/** The pieces of the option that answered, counted; what breaks it now breaks the whole. */
const piecesOf = (cascade: string, open: Open): SourcePull => {
  let delivered = 0
  let waiting = open.first
  const broken = (cause: Cause.Cause<unknown>): SourcePull => {
    if (Pull.isDoneCause(cause)) return Effect.andThen(open.end(Exit.void), Effect.failCause(cause))
    const error = Cause.hasInterruptsOnly(cause)
      ? Effect.failCause(cause)
      : Effect.fail(new StreamBroken(cascade, open.option, delivered, tries.errorOf(open.option, cause)))
    return Effect.andThen(open.end(Exit.failCause(cause)), error)
  }
  const next = Effect.suspend((): SourcePull => {
    const pieces = waiting
    waiting = null
    return pieces === null ? open.rest : Effect.succeed(pieces)
  })
  return Effect.tap(Effect.catchCause(next, broken), (pieces) =>
    Effect.sync(() => {
      delivered += pieces.length
    })
  )
}

const run = (
  cascade: CheckedCascade<Source>,
  onAnswer: (answer: Committed) => void
): Stream.Stream<unknown, AllOptionsFailed<unknown> | StreamBroken<unknown>, unknown> =>
  Stream.unwrap(
    Effect.withFiber((fiber) =>
      Effect.gen(function* () {
        const world = tries.worldOf(fiber, cascade.name)
        const scope = yield* Effect.scope
        const order = tries.orderOf(world, cascade)
        const failed: Array<FailedOption<unknown>> = []
        const skipped: Array<SkippedOption> = []
        let lastError: tries.Turn["lastError"] = null
        for (const checked of order) {
          const turned: Turned = yield* openOption(world, checked, { isFallback: failed.length > 0, lastError }, scope)
          if (turned._tag === "Open") {
            onAnswer(commit(world, cascade, { option: turned.option, skipped, failed }))
            if (turned.first === null) {
              yield* turned.end(Exit.void)
              return Stream.empty
            }
            return Stream.fromPull(Effect.succeed(piecesOf(cascade.name, turned)))
          }
          if (turned._tag === "Failed") {
            failed.push(turned.failed)
            lastError = { error: turned.failed.error }
          } else {
            skipped.push(turned.skipped)
            if (turned.error !== null) lastError = { error: turned.error }
          }
        }
        return yield* Effect.fail(exhausted(world, order, failed, skipped))
      })
    )
  ) as Stream.Stream<unknown, AllOptionsFailed<unknown> | StreamBroken<unknown>, unknown>

const ofStreams = { isRun: Stream.isStream, called: "a Stream", more: ["onAnswer"] }

/** Whoever looks on must not break the stream: what it throws is dropped. */
const toldOf = ({ onAnswer }: StreamOptions): ((answer: Committed) => void) => {
  checkFunction("onAnswer", onAnswer)
  return (answer) => {
    try {
      dropLate(onAnswer?.(answer))
    } catch {
      // As above.
    }
  }
}

type SourceError<Own extends Options> =
  Stream.Error<Own[number]["run"]> | OptionDefect | WhereNamed<Own[number], "timeout", TimedOut>

/**
 * Options that are streams, tried in order until one sends something. Fails with `AllOptionsFailed` before the first piece,
 * with `StreamBroken` after it. `timeout` of an option is the time to its first piece; limit the pauses within `run`.
 *
 * @throws InvalidOption when an option is out of range.
 */
export const cascadeStream = <const Own extends Options>(
  name: string,
  options: Own & KnownEach<Own, FallbackOption<Source>>,
  config: StreamOptions = {}
): Stream.Stream<
  Stream.Success<Own[number]["run"]>,
  AllOptionsFailed<SourceError<Own>> | StreamBroken<SourceError<Own>>,
  Stream.Services<Own[number]["run"]> | Needs<Own[number]>
> =>
  run(checkCascade<Source>(name, options, config, ofStreams), toldOf(config)) as Stream.Stream<
    Stream.Success<Own[number]["run"]>,
    AllOptionsFailed<SourceError<Own>> | StreamBroken<SourceError<Own>>,
    Stream.Services<Own[number]["run"]> | Needs<Own[number]>
  >
