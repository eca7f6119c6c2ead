/**
 * Processes that run now: all, those of one user, or the first by processor or memory. Ordering by processor takes
 * a true reading (see measureCpu.ts) and therefore a quarter of a second. zenus itself is left out of the orders by use:
 * on an idle machine it would always be its own answer.
 */
import { defineAction, PathNotFound, phrase } from "@zenus/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { makeOwners } from "../file/owners.ts"
import { prepared, reads, userNames } from "../reads.ts"
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
    Schema.NonEmptyString.annotate({ description: "only those of this user, a name or a number" })
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

export const list = (processes: Processes) =>
  defineAction<typeof Args.Type>({
    name: "list",
    description: "Lists running processes, by processor or memory use if asked, of all users or of one.",
    args: Args,
    ...reads,
    phrases: [
      phrase("list|show|display|print|get [me] [all|the] [running|current|active] processes"),
      phrase("what|which processes are running|active"),
      phrase(
        "list|show|display|print [all|the] [running] processes of|by|owned_by|run_by|belonging_to [the] [user] {user:word}"
      ),
      phrase("list|show|display|print [the] [top] {first:number} processes by|using_the_most cpu|processor", {
        by: "cpu"
      }),
      phrase("list|show|display|print [the] [top] {first:number} processes by|using_the_most memory|ram", {
        by: "memory"
      }),
      phrase("list|show|display|print [the] [top] processes by|using_the_most cpu|processor", { by: "cpu", first: 10 }),
      phrase("list|show|display|print [the] [top] processes by|using_the_most memory|ram", { by: "memory", first: 10 }),
      phrase("[the] top {first:number} cpu|processor processes|consumers|hogs", { by: "cpu" }),
      phrase("[the] top {first:number} memory|ram processes|consumers|hogs", { by: "memory" }),
      phrase("what|which process|program is using|uses|takes|eats the_most|most cpu|processor", {
        by: "cpu",
        first: 1
      }),
      phrase("what|which process|program is using|uses|takes|eats the_most|most memory|ram", {
        by: "memory",
        first: 1
      }),
      phrase("what|which processes|programs are using|use|take|eat the_most|most|all_my cpu|processor", {
        by: "cpu",
        first: 10
      }),
      phrase("what|which processes|programs are using|use|take|eat the_most|most|all_my memory|ram", {
        by: "memory",
        first: 10
      }),
      phrase("list|show|display|print [the] {first:number} newest|latest|most_recent processes", { by: "started" })
    ],
    examples: [
      "list all running processes",
      "show the top 5 processes by memory",
      "which process is using the most cpu",
      "show processes of user root"
    ],
    look: Effect.fnUntraced(function* ({ by = "pid", first, user }, context) {
      const uid = user === undefined ? null : makeOwners(context.disk).uidOf(user)
      if (user !== undefined && uid === null) return yield* new PathNotFound({ path: `user ${user}`, near: [] })
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
        return showProcesses(
          first === undefined ? sorted : sorted.slice(0, first),
          columnsFor(by),
          sorted.length === 0 ? "No process." : undefined
        )
      })
      const whose = user === undefined ? "" : ` of ${user}`
      return prepared(`List ${first === undefined ? "the" : `the first ${first}`} processes${whose}, ${WORDS[by]}`, run)
    })
  })
