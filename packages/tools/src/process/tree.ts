/**
 * Processes under their parents, with command lines. A process whose parent is not in the list stands at the top.
 */
import { defineAction, escapeName, PathNotFound, phrase } from "@zenus/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { ProcessFacts, Processes } from "./Processes.ts"
import { documentOf } from "./showProcesses.ts"
import { HINTS, prepared, reads, userNames } from "../action/reads.ts"

const Args = Schema.Struct({
  pid: Schema.optionalKey(Schema.Int.annotate({ description: "only this process and all below it" }))
})

export interface Branch {
  readonly facts: ProcessFacts
  /** The lines that lead to it: `│  └─ `; empty at the top. */
  readonly stem: string
}

/** Parents before children, siblings by number. `top`: only this one and all below. Pure; a circle is cut. */
export const processTree = (all: ReadonlyArray<ProcessFacts>, top?: number): ReadonlyArray<Branch> => {
  const byParent = new Map<number, Array<ProcessFacts>>()
  const known = new Set(all.map((facts) => facts.pid))
  const isTop = (facts: ProcessFacts): boolean =>
    top === undefined ? !known.has(facts.parent) || facts.parent === facts.pid : facts.pid === top
  const tops: Array<ProcessFacts> = []
  for (const facts of all.toSorted((a, b) => a.pid - b.pid)) {
    if (isTop(facts)) tops.push(facts)
    else byParent.set(facts.parent, [...(byParent.get(facts.parent) ?? []), facts])
  }
  const branches: Array<Branch> = []
  const seen = new Set<number>()
  // A list of what is still to come instead of recursion: chains of processes can be deep.
  const open = tops.toReversed().map((facts) => ({ facts, stem: "", below: "" }))
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { facts, stem, below } = next
    if (seen.has(facts.pid)) continue
    seen.add(facts.pid)
    branches.push({ facts, stem })
    const children = byParent.get(facts.pid) ?? []
    open.push(
      ...children
        .map((child, at) => {
          const last = at === children.length - 1
          return { facts: child, stem: `${below}${last ? "└─ " : "├─ "}`, below: `${below}${last ? "   " : "│  "}` }
        })
        .toReversed()
    )
  }
  return branches
}

const text = ({ facts, stem }: Branch): string => `${stem}${escapeName(facts.command)}`

export const tree = (processes: Processes) =>
  defineAction<typeof Args.Type>({
    name: "tree",
    description: "Shows running processes as a tree, each under its parent, with its command line.",
    args: Args,
    ...reads,
    phrases: [
      phrase(
        "<list> [running|current|active] processes|process in|as [tree|a_tree|hierarchical] tree|hierarchy|form|format|view|structure [format|form|view|structure] [with] [their] [command_lines|command_line_arguments]"
      ),
      phrase(
        "<list> [running] process|processes tree|hierarchy [with] [their] [command_lines|command_line_arguments|arguments]"
      ),
      phrase(
        "<list> tree|hierarchy of [running|current|active] process|processes|all_processes [alongside|with|and|along_with|together_with|including] [their] [command_line|command|full] [arguments|lines|line|command_lines]"
      ),
      phrase("pstree"),
      phrase("<list> [process] tree|hierarchy of|below|under|for process|pid {pid:number}"),
      phrase("<list> children|child_processes|descendants|subprocesses of process|pid [with_id|with_pid] {pid:number}")
    ],
    examples: ["show the process tree", "print running processes in a tree format"],
    look: Effect.fnUntraced(function* ({ pid }, context) {
      if (pid !== undefined && (yield* processes.one(pid)) === null) {
        return yield* new PathNotFound({ path: `process ${pid}`, near: [], hint: HINTS.process })
      }
      const run = Effect.map(processes.list, (all) => {
        const nameOf = userNames(context)
        const branches = processTree(all, pid)
        return {
          lines: branches.map((branch) => `${branch.facts.pid}\t${text(branch)}`),
          table: {
            columns: ["PID", "COMMAND"],
            rows: branches.map((branch) => [branch.facts.pid, text(branch)])
          },
          data: branches.map(({ facts }) => documentOf({ facts, user: nameOf(facts.uid) }))
        }
      })
      return prepared(pid === undefined ? "Show the processes as a tree" : `Show process ${pid} and all below it`, run)
    })
  })
