/** Sizes for people: powers of 1024, as `ls -h` and `du -h` say them (contract §4). Pure; data for pipes stays in bytes. */

const UNITS = ["KB", "MB", "GB", "TB", "PB", "EB"] as const

/**
 * `0 bytes`, `1 byte`, `812 bytes`, `1.5 KB`, `34 MB`: one decimal below ten, where it is not zero.
 * @example
 * ```ts
 * import { formatBytes } from "@zenus/tools"
 *
 * formatBytes(35_651_584) // => "34 MB"
 * ```
 */
export const formatBytes = (bytes: number): string => {
  if (bytes < 1024) return bytes === 1 ? "1 byte" : `${bytes} bytes`
  let value = bytes
  let unit = -1
  // Rounding up must not show 1024 KB.
  while (unit < UNITS.length - 1 && (unit < 0 || Math.round(value) >= 1024)) {
    value /= 1024
    unit++
  }
  const tenths = Math.round(value * 10) / 10
  const shown = tenths < 10 ? String(tenths) : String(Math.round(value))
  return `${shown} ${UNITS[unit] ?? ""}`
}
