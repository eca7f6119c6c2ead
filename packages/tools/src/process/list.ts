/**
 * Processes that run now: all, those of one user, or the first by processor or memory. Ordering by processor takes
 * a true reading (see measureCpu.ts) and therefore a quarter of a second. zenus itself is left out of the orders by use:
 * on an idle machine it would always be its own answer.
 */
import { defineAction, PathNotFound, phrase } from "@zenus/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { makeOwners } from "../action/owners.ts"
import { HINTS, prepared, reads, userNames } from "../action/reads.ts"
import { measureCpu } from "./measureCpu.ts"
import type { ProcessFacts, Processes } from "./Processes.ts"
import { type ColumnName, type Shown, showProcesses } from "./showProcesses.ts"

const By = Schema.Literals(["pid", "cpu", "memory", "started", "name"])
type By = typeof By.Type

const Args = Schema.Struct({
  by: Schema.optionalKey(
    By.annotate({
      description:
        "the order: by number, most processor first, most memory first, newest first, or by name (default pid)"
    })
  ),
  first: Schema.optionalKey(
    Schema.Int.check(Schema.isGreaterThan(0)).annotate({ description: "only the first so many (default: all)" })
  ),
  user: Schema.optionalKey(
    Schema.NonEmptyString.annotate({ description: "only those of this user: a name, a number, or me" })
  ),
  give: Schema.optionalKey(
    Schema.Literals(["rows", "count"]).annotate({ description: "rows, or how many (default rows)" })
  )
})

const ORDERS: Readonly<Record<By, (a: Shown, b: Shown) => number>> = {
  pid: (a, b) => a.facts.pid - b.facts.pid,
  cpu: (a, b) => (b.cpu ?? 0) - (a.cpu ?? 0) || b.facts.cpuMs - a.facts.cpuMs,
  memory: (a, b) => b.facts.memory - a.facts.memory,
  started: (a, b) => (b.facts.startedAtMs ?? 0) - (a.facts.startedAtMs ?? 0) || b.facts.pid - a.facts.pid,
  name: (a, b) => (a.facts.name < b.facts.name ? -1 : a.facts.name > b.facts.name ? 1 : a.facts.pid - b.facts.pid)
}

const WORDS: Readonly<Record<By, string>> = {
  pid: "by number",
  cpu: "by processor use now",
  memory: "by memory",
  started: "newest first",
  name: "by name"
}

const columnsFor = (by: By): ReadonlyArray<ColumnName> =>
  by === "cpu" ? ["pid", "user", "cpu", "memory", "command"] : ["pid", "user", "memory", "command"]

const TAKING = "using|uses|use|taking|takes|take|eating|eats|eat|consuming|consumes|consume|hogging|hogs"
const PROGRAMS = "processes|programs|applications|apps|tasks"
const PROGRAM = "process|program|application|app|task"
const MEMORY = "memory|ram"
const CPU = "cpu|processor"

export const list = (processes: Processes) =>
  defineAction<typeof Args.Type>({
    name: "list",
    description: "Lists running processes, by processor or memory use if asked, of all users or of one.",
    args: Args,
    ...reads,
    phrases: [
      phrase(
        "<list> [running|current|active|system] processes [that_are_running|running|active|on_this_machine|on_this_system|on_the_system] [now]"
      ),
      phrase("what|which processes|programs are running|active|there|alive [now|here|on_this_machine]"),
      phrase("what is running [now|here|on_this_machine]"),
      phrase("ps|ps_aux|ps_-ef|top"),
      phrase(
        "<count> [running|active] processes [are] [running|there|active|there_are] [on_this_machine|on_this_system]",
        { give: "count" }
      ),
      phrase(
        "<list> [running|current|active] processes of|by|owned_by|run_by|belonging_to|started_by|for|running_as [user] {user:word}"
      ),
      phrase("<list> [running] processes [that] [user] {user:word} is_running|runs|owns|has_started"),
      phrase("<list> my [own] [running] processes", { user: "me" }),
      phrase(
        `<list> [top] {first:number} [top|biggest|largest|most] ${PROGRAMS} [sorted|ordered] by ${MEMORY} [usage|use|consumption]`,
        { by: "memory" }
      ),
      phrase(`top {first:number} ${PROGRAMS} by ${MEMORY} [usage|use|consumption]`, { by: "memory" }),
      phrase(
        `<list> [top] {first:number} [top|biggest|largest|most] ${PROGRAMS} [sorted|ordered] by ${CPU} [usage|use|consumption|load]`,
        { by: "cpu" }
      ),
      phrase(`top {first:number} ${PROGRAMS} by ${CPU} [usage|use|consumption|load]`, { by: "cpu" }),
      phrase(`<list> [top] [running] ${PROGRAMS} [sorted|ordered] by ${MEMORY} [usage|use|consumption]`, {
        by: "memory"
      }),
      phrase(`<list> [top] [running] ${PROGRAMS} [sorted|ordered] by ${CPU} [usage|use|consumption|load]`, {
        by: "cpu"
      }),
      phrase(`<list> {first:number} ${PROGRAMS} [that|which] [are] ${TAKING} most|the_most ${MEMORY}`, {
        by: "memory"
      }),
      phrase(`<list> {first:number} ${PROGRAMS} [that|which] [are] ${TAKING} most|the_most ${CPU}`, { by: "cpu" }),
      phrase(`<list> ${PROGRAMS} [that|which] [are] ${TAKING} most|the_most|a_lot_of|much|so_much ${MEMORY}`, {
        by: "memory",
        first: 10
      }),
      phrase(`<list> ${PROGRAMS} [that|which] [are] ${TAKING} most|the_most|a_lot_of|much|so_much ${CPU}`, {
        by: "cpu",
        first: 10
      }),
      phrase(`what|which ${PROGRAMS} are|do ${TAKING} [most|a_lot_of|much|so_much|up] ${MEMORY}`, {
        by: "memory",
        first: 10
      }),
      phrase(`what|which ${PROGRAMS} are|do ${TAKING} [most|a_lot_of|much|so_much|up] ${CPU}`, {
        by: "cpu",
        first: 10
      }),
      phrase(`what|which ${PROGRAMS} use|take|eat|consume most|the_most|a_lot_of ${MEMORY}`, {
        by: "memory",
        first: 10
      }),
      phrase(`what|which ${PROGRAMS} use|take|eat|consume most|the_most|a_lot_of ${CPU}`, { by: "cpu", first: 10 }),
      phrase(`what|which [${PROGRAM}] [is] ${TAKING} [most|a_lot_of|so_much|up] ${MEMORY}`, { by: "memory", first: 1 }),
      phrase(`what|which [${PROGRAM}] [is] ${TAKING} [most|a_lot_of|so_much|up] ${CPU}`, { by: "cpu", first: 1 }),
      phrase(`<find>|<list> ${PROGRAM} [that|which] [is] ${TAKING} most|the_most ${MEMORY}`, {
        by: "memory",
        first: 1
      }),
      phrase(`<find>|<list> ${PROGRAM} [that|which] [is] ${TAKING} most|the_most ${CPU}`, { by: "cpu", first: 1 }),
      phrase("<list> {first:number} newest|latest|most_recent|most_recently_started processes", { by: "started" }),
      phrase("<list> [running] processes [sorted|ordered] by name", { by: "name" }),
      phrase("<list> list of [all] running|active|current programs|processes|tasks"),
      phrase("<list> [all] running|active|current programs|tasks|jobs"),
      phrase("<list> process list|processes sorted|ordered|ranked by cpu|cpu_usage|processor -> by=cpu"),
      phrase("<list> process list|processes sorted|ordered|ranked by memory|memory_usage|ram -> by=memory"),
      phrase("<list> process list|processes by|sorted_by|ordered_by name -> by=name")
    ],
    examples: [
      "list all running processes",
      "show the top 5 processes by memory",
      "which process is using the most cpu",
      "show processes of user root"
    ],
    look: Effect.fnUntraced(function* ({ by = "pid", first, give = "rows", user }, context) {
      const known = user === undefined ? null : makeOwners(context.disk).uidOf(user)
      const uid = user === "me" && known === null ? context.uid : known
      if (user !== undefined && uid === null)
        return yield* new PathNotFound({ path: `user ${user}`, near: [], hint: HINTS.user })
      const nameOf = userNames(context)
      const ranked = by === "cpu" || by === "memory"
      const wanted = (facts: ProcessFacts): boolean =>
        (uid === null || facts.uid === uid) && !(ranked && facts.pid === processes.self)
      const run = Effect.gen(function* () {
        const shown: ReadonlyArray<Shown> =
          by === "cpu"
            ? (yield* measureCpu(processes)).map(({ facts, cpu }) => ({ facts, cpu, user: nameOf(facts.uid) }))
            : (yield* processes.list).map((facts) => ({ facts, user: nameOf(facts.uid) }))
        const sorted = shown.filter(({ facts }) => wanted(facts)).toSorted(ORDERS[by])
        if (give === "count") return { lines: [String(sorted.length)], data: sorted.length }
        return showProcesses(
          first === undefined ? sorted : sorted.slice(0, first),
          columnsFor(by),
          sorted.length === 0 ? "No process." : undefined
        )
      })
      const whose = user === undefined ? "" : ` of ${user}`
      return prepared(
        give === "count"
          ? `Count the processes${whose}`
          : `List ${first === undefined ? "the processes" : first === 1 ? "the first process" : `the first ${first} processes`}${whose}, ${WORDS[by]}`,
        run
      )
    })
  })
