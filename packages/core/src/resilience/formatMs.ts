import { escapeName } from "../errors/escapeName.ts"

/** A length as a person says it, rounded: "240 ms", "9.8 s", "4 min", "2 h". */
export const formatMs = (ms: number): string => {
  if (!Number.isFinite(ms)) return "for ever"
  const whole = Math.max(0, ms)
  if (whole < 999.5) return `${Math.round(whole)} ms`
  if (whole < 119_950) return `${Math.round(whole / 100) / 10} s`
  if (whole < 7_170_000) return `${Math.round(whole / 6_000) / 10} min`
  return `${Math.round(whole / 360_000) / 10} h`
}

/** A thrown object that is no Error: its status, or the names of what it holds; never the values, which may be anybody's. */
const sayValue = (value: unknown): string => {
  if (typeof value !== "object" || value === null || Object.getPrototypeOf(value) !== Object.prototype) {
    return String(value)
  }
  if ("status" in value && typeof value.status === "number") return `status ${value.status}`
  const names = Object.keys(value)
  return names.length === 0 ? "an empty object" : `an object with ${names.slice(0, 5).join(", ")}`
}

/** What an error says of itself, in at most 200 characters, on one line, with control characters escaped: it may be another machine's text. Never throws. */
export const sayError = (error: unknown): string => {
  try {
    const text =
      typeof error === "object" && error !== null && "message" in error && typeof error.message === "string"
        ? error.message
        : typeof error === "object" && error !== null && "_tag" in error
          ? String(error._tag)
          : sayValue(error)
    if (text === "") return "an error without words"
    const shown = escapeName(text.slice(0, 201))
    return shown.length > 200 ? `${shown.slice(0, 199)}…` : shown
  } catch {
    return "an error that cannot be shown"
  }
}
