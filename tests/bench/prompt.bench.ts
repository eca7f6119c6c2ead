/**
 * What it takes to write the prompt of a plan: the message of a request in a folder of 200 names, secrets taken out, beside the system
 * text, which is made once from the table, against one start of `node -e 0` (about 21 ms where nothing else runs, so that the bar is
 * 1 ms). And how long that system text is, since every plan sends it.
 */
import { spawnSync } from "node:child_process"
import { makeToolbox } from "@zenus/core"
import { describeTools } from "@zenus/core/models"
import { allTools } from "@zenus/tools"
import { makeHiding } from "../../packages/core/src/llm/redact.ts"
import { type FolderFacts, requestText, systemText } from "../../packages/core/src/planner/fromModel/prompt.ts"
import { type Bench, type Figure, inTurns } from "./Bench.ts"

const RUNS = 9
const PROMPTS = 50

const facts: FolderFacts = {
  entries: Array.from({ length: 200 }, (_, at) => ({
    name: `Quarterly report ${at} of the northern branch.pdf`,
    type: "file",
    size: at * 1_000
  })),
  more: 0,
  inRepository: false,
  name: "reports"
}
const request = {
  text: "put the reports of last year into a folder for each quarter, and tell me which quarters are missing",
  at: Date.UTC(2026, 10, 21, 12),
  timeZone: "Europe/Paris"
}

const run = async (): Promise<ReadonlyArray<Figure>> => {
  const table = describeTools(makeToolbox(allTools))
  const build = (at: number): number => {
    const { hide } = makeHiding(["a-key-that-is-in-use-here"])
    const mark = `m${String(at).padStart(25, "0")}`
    return systemText(table).length + requestText({ request, platform: "linux", facts, mark, hide }).length
  }
  const times = await inTurns(
    () => {
      for (let at = 0; at < PROMPTS; at++) if (build(at) < table.length) throw new Error("the prompt is too short")
    },
    () => void spawnSync(process.execPath, ["-e", "0"]),
    RUNS
  )
  return [
    {
      name: "the prompt of a plan is written",
      value: times.ours / PROMPTS,
      unit: "ms",
      baseline: { value: times.theirs, what: "node -e 0" },
      bar: 0.05
    },
    {
      name: "the system text of a plan",
      value: Buffer.byteLength(systemText(table)),
      unit: "bytes",
      baseline: null,
      bar: 52_000
    }
  ]
}

export const bench: Bench = { name: "planning prompt", run }
