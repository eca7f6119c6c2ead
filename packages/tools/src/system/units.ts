/** Amounts of memory and disk in the unit that was asked for: powers of 1024, as everywhere (contract §4). Pure. */
import * as Schema from "effect/Schema"
import { option } from "../action/field.ts"
import { formatBytes } from "../action/formatBytes.ts"

export const Unit = Schema.Literals(["bytes", "KB", "MB", "GB", "TB"])
export type Unit = typeof Unit.Type

export const unitField = option(Unit, "the unit of the numbers, powers of 1024 (default bytes)")

/** The unit in a phrase. */
export const UNIT_SLOT =
  "{unit:choice(bytes|byte=bytes|kb=KB|kilobyte=KB|kilobytes=KB|mb=MB|megabyte=MB|megabytes=MB|gb=GB|gigabyte=GB|gigabytes=GB|tb=TB|terabyte=TB|terabytes=TB)}"

const EXPONENT: Readonly<Record<Unit, number>> = { bytes: 0, KB: 1, MB: 2, GB: 3, TB: 4 }

/** In that unit: whole from 100 on, with at most two decimals below. */
export const inUnit = (bytes: number, unit: Unit): number => {
  const value = bytes / 1024 ** EXPONENT[unit]
  return value >= 100 ? Math.round(value) : Math.round(value * 100) / 100
}

/** For a screen: in the unit that was asked for, else as it reads best. */
export const onScreen = (bytes: number, unit: Unit | undefined): string =>
  unit === undefined ? formatBytes(bytes) : `${inUnit(bytes, unit)} ${unit}`

/** Part of a whole as whole percent, rounded up as `df` does: 99.1% full is 100. */
export const percentUp = (part: number, whole: number): number => (whole <= 0 ? 0 : Math.ceil((part / whole) * 100))
