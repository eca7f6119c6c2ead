/**
 * docs/models.md and the code say the same about what a provider may do: one row a fault of the matrix, with the error, whether the same
 * provider is asked again and whether the next one is. The matrix itself (tests/e2e/faultMatrix.test.ts) holds the rows against the
 * built command.
 */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "vitest"
import { providerErrorTable } from "@zenus/core/models"
import { type Fault, type FaultEnd, faults } from "#kit/upstream/faults.ts"

const page = readFileSync(join(import.meta.dirname, "..", "..", "docs", "models.md"), "utf8")

/** The rows of the table whose heading row begins so, cells without their blanks. */
const rowsBelow = (heading: string): ReadonlyArray<string> => {
  const lines = page.split("\n")
  const from = lines.findIndex((line) => line.startsWith(heading))
  const rows = lines.slice(from + 2)
  return rows
    .slice(
      0,
      rows.findIndex((line) => !line.startsWith("|"))
    )
    .map((line) => line.replace(/ +\|/g, " |"))
}

const yes = (is: boolean): string => (is ? "yes" : "no")

const exceptions = ({ except = {} }: Fault): string =>
  Object.entries(except)
    .map(([who, end]) => ` (${who.replace(" streamed", "")}: \`${end}\`)`)
    .join("")

const rowOf = (fault: Fault): string => {
  const end: FaultEnd = fault.streamed
  if (end === "answered") return `| ${fault.says} | none | | |`
  const { next, retry } = providerErrorTable[end]
  return `| ${fault.says} | \`${end}\`${exceptions(fault)} | ${yes(retry)} | ${yes(next)} |`
}

describe("docs/models.md", () => {
  it("has a row for each fault, as the code has it", () => {
    assert.deepStrictEqual(rowsBelow("| what the provider does"), faults.map(rowOf))
  })

  it("names every error with what it means", () => {
    assert.deepStrictEqual(
      rowsBelow("| error "),
      Object.entries(providerErrorTable).map(([reason, { says }]) => `| \`${reason}\` | the provider ${says} |`)
    )
  })
})
