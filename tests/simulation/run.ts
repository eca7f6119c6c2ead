/**
 * `npm run simulate [SEED]`: every policy through every trigger, as a table, and the picture in docs/ drawn anew. Some seconds;
 * the same seed prints the same figures.
 */
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { type Panel, picture } from "./picture.ts"
import { policies } from "./policies.ts"
import { type Score, score } from "./score.ts"
import { BASE_LOAD, CAPACITY, simulate, type Trigger } from "./simulate.ts"

const TRIGGERS: ReadonlyArray<readonly [Trigger, string]> = [
  ["burst", "three times the capacity for 10 s"],
  ["dip", "three of ten workers for 10 s"],
  ["outage", "no answer but errors for 10 s"],
  ["random errors", "5% of all answers, no overload"]
]
const PICTURE = join(import.meta.dirname, "../../docs/overload.svg")

const percent = (share: number): string => `${(share * 100).toFixed(2)}%`
const recovery = ({ recoveryS }: Score): string => (recoveryS === null ? "never" : `${recoveryS} s`)

const COLUMNS: ReadonlyArray<readonly [string, (score: Score) => string]> = [
  ["recovery", recovery],
  ["in the trigger", ({ inTrigger }) => percent(inTrigger)],
  ["30 s after", ({ after }) => percent(after)],
  ["attempts a request after", ({ attemptsAfter }) => attemptsAfter.toFixed(3)],
  ["whole run", ({ whole }) => percent(whole)],
  ["served for nobody", ({ wasted }) => percent(wasted)]
]
const NAME_WIDTH = Math.max(...policies.map(({ name }) => name.length))

const seed = Number(process.argv[2] ?? 1)
if (!Number.isSafeInteger(seed)) throw new Error("The seed is a whole number.")

const panels: Array<Panel> = []
for (const [trigger, what] of TRIGGERS) {
  process.stdout.write(`\n${trigger}: ${what}\n`)
  process.stdout.write(
    `${"".padEnd(NAME_WIDTH)}  ${COLUMNS.map(([title]) => title.padStart(Math.max(9, title.length))).join("  ")}\n`
  )
  for (const policy of policies) {
    const run = simulate({ seed, trigger, policy })
    const found = score(run)
    const cells = COLUMNS.map(([title, cell]) => cell(found).padStart(Math.max(9, title.length)))
    process.stdout.write(`${policy.name.padEnd(NAME_WIDTH)}  ${cells.join("  ")}\n`)
    if (trigger === "burst") panels.push({ title: policy.name, note: `recovery: ${recovery(found)}`, run })
  }
}
const heading = "Requests that succeed, by the second in which they arrived"
const legend = `Line: requests a second (${BASE_LOAD}; from 10 s to 20 s ${3 * CAPACITY}, cut off here). Area: those that succeeded. Capacity: ${CAPACITY}/s.`
writeFileSync(PICTURE, picture(heading, legend, panels))
process.stdout.write("\nThe picture is docs/overload.svg.\n")
