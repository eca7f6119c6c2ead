/** Sizes in a unit that was asked for: powers of 1024 (contract §4), two decimals at most, bare. Pure. */
import * as Schema from "effect/Schema"

export const SizeUnit = Schema.Literals(["B", "KB", "MB", "GB", "TB"])
export type SizeUnit = typeof SizeUnit.Type

const EXPONENTS: ReadonlyMap<SizeUnit, number> = new Map([
  ["B", 0],
  ["KB", 1],
  ["MB", 2],
  ["GB", 3],
  ["TB", 4]
])

/** `40`, `1.5`, `0.03`; a size that is not zero is never shown as 0. */
export const inUnit = (bytes: number, unit: SizeUnit = "B"): string => {
  const value = bytes / 1024 ** (EXPONENTS.get(unit) ?? 0)
  const rounded = Number(value.toFixed(2))
  return rounded === 0 && value > 0 ? value.toPrecision(2) : String(rounded)
}
