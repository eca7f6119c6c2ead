/**
 * Ends processes: asks them with SIGTERM, waits, and only where that was asked for (`force`) ends the rest with SIGKILL.
 * It cannot be undone. The processes are fixed when it is planned, by number and start, and looked at again before
 * every signal, so a number that was given to another process meanwhile is not hit. (Node has no pidfd, so
 * between that look and the signal some microseconds remain.) It reports what it saw ended; one that still runs fails the step.
 */
import { BadArgument, defineAction, phrase, StepFailed } from "@zenus/core"
import type { ActContext, OwnDone, ToolError } from "@zenus/core"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { descendantsOf } from "./matchProcess.ts"
import { Port } from "./ports.ts"
import { hasEnded, type ProcessFacts, type Processes, sameProcess, type Signal } from "./Processes.ts"
import { userNames } from "../action/reads.ts"
import { describe, type Meant, targetsOf } from "./targetsOf.ts"

/** How long SIGTERM gets to work, milliseconds. */
const DEFAULT_WAIT_MS = 5_000
const MAX_WAIT_MS = 60_000
/** How long the kernel gets to clear away a process after SIGKILL. */
const FORCE_WAIT_MS = 2_000
/** Time between two looks at what still runs. */
const LOOK_MS = 20

const Args = Schema.Struct({
  pid: Schema.optionalKey(Schema.Int.annotate({ description: "the process number" })),
  name: Schema.optionalKey(Schema.NonEmptyString.annotate({ description: "the name, of all processes called so" })),
  port: Schema.optionalKey(Port.annotate({ description: "whatever listens on this port" })),
  match: Schema.optionalKey(
    Schema.Literals(["exact", "prefix", "contains"]).annotate({
      description:
        "whether the whole name, its beginning or any part must be so; refused when that fits several programs (default exact)"
    })
  ),
  tree: Schema.optionalKey(Schema.Boolean.annotate({ description: "all processes below it too (default false)" })),
  force: Schema.optionalKey(
    Schema.Boolean.annotate({
      description: "end with SIGKILL what has not ended by itself after the wait (default false)"
    })
  ),
  waitMs: Schema.optionalKey(
    Schema.Int.check(Schema.isBetween({ minimum: 100, maximum: MAX_WAIT_MS })).annotate({
      description: `how long it may take to end by itself, milliseconds (default ${DEFAULT_WAIT_MS})`
    })
  )
})

const meantOf = ({ pid, name, port, match = "exact" }: typeof Args.Type): Meant | null => {
  const given: ReadonlyArray<Meant> = [
    ...(pid === undefined ? [] : [{ by: "pid", pid } as const]),
    ...(name === undefined ? [] : [{ by: "name", name, match } as const]),
    ...(port === undefined ? [] : [{ by: "port", port } as const])
  ]
  return given.length === 1 ? (given[0] ?? null) : null
}

/** Those of the targets that still run, by a fresh look at each. */
const stillRunning = Effect.fnUntraced(function* (processes: Processes, targets: ReadonlyArray<ProcessFacts>) {
  const running: Array<ProcessFacts> = []
  for (const target of targets) {
    const now = yield* processes.one(target.pid)
    if (sameProcess(target, now) && !hasEnded(now)) running.push(target)
  }
  return running
})

/** Sends to each that is still the same process; gives those that the system protects. */
const signalAll = Effect.fnUntraced(function* (
  processes: Processes,
  targets: ReadonlyArray<ProcessFacts>,
  signal: Signal
) {
  const denied: Array<ProcessFacts> = []
  for (const target of targets) {
    if (!sameProcess(target, yield* processes.one(target.pid))) continue
    if ((yield* processes.signal(target.pid, signal)) === "denied") denied.push(target)
  }
  return denied
})

/** Looks until all have ended or the time is over; gives those that still run. */
const waitForEnd = Effect.fnUntraced(function* (
  processes: Processes,
  targets: ReadonlyArray<ProcessFacts>,
  waitMs: number,
  onEnded: (running: number) => void
) {
  const deadline = (yield* Clock.currentTimeMillis) + waitMs
  let running = yield* stillRunning(processes, targets)
  while (running.length > 0 && (yield* Clock.currentTimeMillis) < deadline) {
    onEnded(running.length)
    yield* Effect.sleep(LOOK_MS)
    running = yield* stillRunning(processes, running)
  }
  onEnded(running.length)
  return running
})

/** The cause of a failure in which no signal reached anybody: the system let none through. */
class Unreached extends Error {}

interface Order {
  readonly targets: ReadonlyArray<ProcessFacts>
  readonly tree: boolean
  readonly force: boolean
  readonly waitMs: number
}

const act = (processes: Processes, { targets, tree, force, waitMs }: Order) =>
  Effect.fnUntraced(function* (context: ActContext): Effect.fn.Return<OwnDone, ToolError> {
    const alive = yield* stillRunning(processes, targets)
    const planned = new Set(targets.map(({ pid }) => pid))
    const all = tree ? yield* processes.list : []
    const newcomers = new Set(
      alive
        .flatMap(({ pid }) => descendantsOf(pid, all))
        .filter(({ pid, state }) => !planned.has(pid) && state !== "ended")
        .map(describe)
    )
    const onEnded = (running: number): void =>
      context.progress(targets.length - running, targets.length, "things", "Waiting")
    const denied = yield* signalAll(processes, alive, "SIGTERM")
    const reachable = alive.filter((target) => !denied.includes(target))
    let running = yield* waitForEnd(processes, reachable, waitMs, onEnded)
    if (force && running.length > 0) {
      yield* signalAll(processes, running, "SIGKILL")
      running = yield* waitForEnd(processes, running, FORCE_WAIT_MS, onEnded)
    }
    const left = [...denied, ...running]
    const ended = alive.filter((target) => !left.includes(target))
    if (left.length > 0) {
      return yield* new StepFailed({
        doing: `End ${targets.length === 1 ? "the process" : `${targets.length} processes`}`,
        reason:
          `${ended.length} of ${targets.length} ended. ` +
          `${denied.length > 0 ? "Not permitted or not ended" : "Still running"}: ${left.map(describe).join(", ")}.`,
        hints:
          denied.length > 0
            ? ["Ask as the user it belongs to."]
            : force
              ? ["It waits for the kernel: look at its disk or network share."]
              : [`Give it more time, or say: force kill process ${left[0]?.pid ?? 0}`],
        ...(denied.length === alive.length ? { cause: new Unreached("not permitted") } : {})
      })
    }
    const before = targets.filter((target) => !alive.includes(target))
    const note = [
      ...before.map((target) => `${describe(target)} had ended before.`),
      ...[...newcomers].map((newcomer) => `${newcomer} was started since the plan was made and was left alone.`)
    ]
    return {
      after: { ended: ended.map(({ pid, start }) => ({ pid, start })) },
      ...(alive.length === 0 ? { didNothing: true as const } : {}),
      output: {
        lines: ended.map((target) => `${describe(target)} ended`),
        data: { ended: ended.length, pids: ended.map(({ pid }) => pid) },
        ...(note.length === 0 ? {} : { note: note.join(" ") })
      }
    }
  })

const STOP = "kill|terminate|end|stop|abort|quit|shut_down"
const KILL = "kill|terminate|murder|pkill|killall"
const CHILDREN = "children|child_processes|descendants|subprocesses|child_process|process_tree"

export const kill = (processes: Processes) =>
  defineAction<typeof Args.Type>({
    name: "kill",
    description:
      "Ends processes by number, name or port: asks first, forces only when told, never a protected one. Cannot be undone.",
    args: Args,
    risk: 3,
    undo: "no",
    timeoutMs: MAX_WAIT_MS + FORCE_WAIT_MS + 10_000,
    parallel: false,
    phrases: [
      phrase(`${STOP} process|pid|processes|process_id|program|job [with] [process] [id|pid|number] {pid:number}`),
      phrase(`${KILL} {pid:number}`),
      phrase(
        `${STOP} process|processes|program|programs|application|app|task [called|named|by_the_name_of|with_name|with_the_name] {name:name}`
      ),
      phrase(`${STOP} [all|every|any|each] [running] {name:name} process|processes|program|app|application|task`),
      phrase(`${KILL} [all|every] {name:name}`),
      phrase(`${STOP} processes|process whose name|names starts_with|begins_with|start_with|begin_with {name:name}`, {
        match: "prefix"
      }),
      phrase(
        `${STOP} [process|processes|program|whatever|what|whoever|application|service|anything|everything|server] that_is_listening_on|that_listens_on|listening_on|that_is_running_on|running_on|that_runs_on|on|at|using|that_uses|that_is_using|uses|is_using|blocking|that_blocks|that_is_blocking|blocks|is_blocking|occupying|that_occupies|occupies|holding|that_holds|holds|is_on|is_listening_on|listens_on|is_running_on|runs_on|listening_to [tcp|udp] port {port:number}`
      ),
      phrase(
        "free|free_up|clear|release|unblock [tcp|udp] port {port:number} [by_killing|by_stopping] [process|whatever|what] [that_uses|using|uses|on] [it]"
      ),
      phrase(
        `free|free_up|clear|release|unblock [tcp|udp] port {port:number} : ${STOP} whatever|what|the_process|process|whoever uses|is_using|that_uses|using|on|is_on|blocks|holds|occupies it`
      ),
      phrase(
        `${STOP} process|pid [with] [id|pid|number] {pid:number} and|with|including all|its|it|of [of] [its] ${CHILDREN}`,
        { tree: true }
      ),
      phrase(`${STOP} [process] {name:name} and|with|including all|its [of] [its] ${CHILDREN}`, { tree: true }),
      phrase(`${STOP} [whole|entire|complete] process_tree|tree of|below|under|from [process|pid] {pid:number}`, {
        tree: true
      }),
      phrase("force|forcibly|forcefully kill|terminate|quit|stop|end [process|pid] [with] [id|pid] {pid:number}", {
        force: true
      }),
      phrase("force|forcibly|forcefully kill|terminate|quit|stop|end [process|program] {name:name} [process]", {
        force: true
      }),
      phrase("kill|terminate process|pid {pid:number} by_force|forcefully|forcibly|the_hard_way", { force: true }),
      phrase("kill -9|-kill|-sigkill {pid:number}", { force: true }),
      phrase("kill -9|-kill|-sigkill {name:name}", { force: true }),
      phrase(`${STOP} all|every|any|each [running|active|other] processes|process|programs|tasks|thing`, { name: "*" }),
      phrase(`${STOP} [the] [running|active] processes|programs|tasks`, { name: "*" }),
      phrase("kill|terminate everything|everybody|all|everyone", { name: "*" }),
      phrase("kill|terminate|stop|end|quit yourself|itself|zenus", { name: "yourself" })
    ],
    examples: ["kill the process nginx", "kill process 4211", "kill the process on port 8080", "free up port 3000"],
    look: Effect.fnUntraced(function* (args, context) {
      const meant = meantOf(args)
      if (meant === null || (args.match !== undefined && args.name === undefined)) {
        return yield* new BadArgument({
          action: "kill",
          reason:
            meant === null
              ? "exactly one of pid, name and port says which process is meant."
              : "match goes with a name only.",
          hints: ["Name the process, its number or its port."]
        })
      }
      const { tree = false, force = false, waitMs = DEFAULT_WAIT_MS } = args
      const found = targetsOf(meant, tree, {
        all: yield* processes.list,
        sockets: meant.by === "port" ? yield* processes.listening : [],
        self: processes.self,
        uid: context.uid,
        userName: userNames(context)
      })
      if (!("targets" in found)) return yield* found
      const { targets, notes } = found
      const first = targets[0]
      const what =
        targets.length === 1 && first !== undefined ? `process ${describe(first)}` : `${targets.length} processes`
      return {
        explanation: `${force ? "Force the end of" : "End"} ${what}`,
        deeds: [],
        notes: [
          ...notes,
          ...(force
            ? [`What has not ended by itself after ${waitMs / 1000} s is ended at once; unsaved work is lost.`]
            : [])
        ],
        own: {
          effects: targets.map((target) => ({ op: "kill" as const, detail: describe(target) })),
          before: () => Effect.succeed(targets.map(({ pid, start, name }) => ({ pid, start, name }))),
          act: act(processes, { targets, tree, force, waitMs }),
          didNothing: (error) => error._tag === "StepFailed" && error.cause instanceof Unreached
        }
      }
    })
  })
