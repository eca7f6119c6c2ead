/** Sizes as people read them: powers of 1024, one decimal below ten. */
const UNITS = ["B", "KB", "MB", "GB", "TB", "PB"]

export const formatBytes = (bytes: number): string => {
  let value = bytes
  let unit = 0
  while (value >= 1024 && unit < UNITS.length - 1) {
    value /= 1024
    unit += 1
  }
  const rounded = unit === 0 || value >= 10 ? Math.round(value) : Math.round(value * 10) / 10
  return `${rounded} ${UNITS[unit] ?? "B"}`
}

export const formatCount = (count: number): string => String(count).replace(/\B(?=(\d{3})+$)/g, ",")
