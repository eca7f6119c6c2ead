/**
 * Reading requests by rules in a loaded process: every example of every action, once through, a request on average, against
 * one start of `node -e 0` (about 21 ms where nothing else runs, so that the bar of 2 ms a request is a tenth of it).
 */
import { spawnSync } from "node:child_process"
import { lexiconOf, makeToolbox } from "@zenus/core"
import { readRequest } from "../../packages/core/src/planner/grammar/readRequest.ts"
import { allTools } from "@zenus/tools"
import { type Bench, inTurns } from "./Bench.ts"

const RUNS = 9
const moment = { now: Date.UTC(2026, 10, 18, 12), zone: "UTC" }

const run = async (): Promise<Awaited<ReturnType<Bench["run"]>>> => {
  const lexicon = lexiconOf(makeToolbox(allTools))
  const figure = async (name: string, requests: ReadonlyArray<string>, understood: boolean) => {
    const ours = () => {
      for (const request of requests)
        if ((readRequest(request, lexicon, moment).status === "understood") !== understood)
          throw new Error(`${request}: ${understood ? "not " : ""}understood`)
    }
    const times = await inTurns(ours, () => void spawnSync(process.execPath, ["-e", "0"]), RUNS)
    return {
      name,
      value: times.ours / requests.length,
      unit: "ms",
      baseline: { value: times.theirs, what: "node -e 0" },
      bar: 0.1
    } as const
  }
  const examples = allTools.flatMap((tool) => tool.actions.flatMap((action) => action.examples))
  return [
    await figure("a request is read, on average", examples, true),
    await figure(
      "a request is declined, on average",
      examples.map((example) => `frobnicate the quux and ${example}`),
      false
    )
  ]
}

export const bench: Bench = { name: "rules planner", run }
