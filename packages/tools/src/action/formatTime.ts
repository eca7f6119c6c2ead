/** Instants as people read them: local time of the zone the request came from (contract §4). JSON has UTC, and does not come here. */

export interface TimeText {
  /** `2026-11-21 13:40`. */
  readonly minute: (ms: number) => string
  /** `2026-11-21 13:40:07`. */
  readonly second: (ms: number) => string
  /** `2026-11-21`. */
  readonly day: (ms: number) => string
}

type Parts = ReadonlyMap<string, string>

const day = (part: Parts): string =>
  `${part.get("year")?.padStart(4, "0") ?? ""}-${part.get("month") ?? ""}-${part.get("day") ?? ""}`
const minute = (part: Parts): string => `${day(part)} ${part.get("hour") ?? ""}:${part.get("minute") ?? ""}`

/** A zone name that is not known is read as UTC. */
export const makeTimeText = (timeZone: string): TimeText => {
  const options = {
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23"
  } as const
  let format: Intl.DateTimeFormat | undefined
  const make = (): Intl.DateTimeFormat => {
    try {
      return new Intl.DateTimeFormat("en-US", { ...options, timeZone })
    } catch {
      return new Intl.DateTimeFormat("en-US", { ...options, timeZone: "UTC" })
    }
  }
  const parts = (ms: number): ReadonlyMap<string, string> => {
    format ??= make()
    return new Map(format.formatToParts(ms).map((part) => [part.type, part.value]))
  }
  return {
    day: (ms) => day(parts(ms)),
    minute: (ms) => minute(parts(ms)),
    second: (ms) => {
      const part = parts(ms)
      return `${minute(part)}:${part.get("second") ?? ""}`
    }
  }
}
