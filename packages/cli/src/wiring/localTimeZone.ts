/**
 * The local time zone's IANA name, as Intl would say it, without loading Intl where the system's own files tell it: that costs
 * a third of a cold start. `TZ` first, then where /etc/localtime leads, then Intl.
 */
import fs from "node:fs"

const IANA = /^[A-Za-z_]+(\/[A-Za-z0-9_+-]+)*$/

/** Pure: the name in a link such as /usr/share/zoneinfo/Europe/Berlin. */
export const zoneOfLink = (target: string): string | undefined => {
  const name = /\/zoneinfo\/(?:posix\/|right\/)?(.+)$/.exec(target)?.[1]
  return name !== undefined && IANA.test(name) ? name : undefined
}

const linkOf = (path: string): string | undefined => {
  try {
    return zoneOfLink(fs.realpathSync.native(path))
  } catch {
    return undefined
  }
}

/** A name that nobody knows would fail wherever a time is reckoned with. */
const isKnown = (name: string): boolean => {
  if (fs.existsSync(`/usr/share/zoneinfo/${name}`)) return true
  try {
    return new Intl.DateTimeFormat(undefined, { timeZone: name }).resolvedOptions().timeZone !== undefined
  } catch {
    return false
  }
}

/** Intl's own word, where it has one: for POSIX rules that no zone's name stands for it has none, and says so by silence. */
const byIntl = (): string | undefined => Intl.DateTimeFormat().resolvedOptions().timeZone

/** `Etc/GMT-2` for 120 minutes east: fixed for this moment, which is all that is left where nobody knows a name. */
export const zoneOfOffset = (minutesWest: number): string => {
  const hours = Math.round(minutesWest / 60)
  return hours === 0 ? "UTC" : `Etc/GMT${hours > 0 ? "+" : "-"}${Math.min(12, Math.abs(hours))}`
}

export const localTimeZone = (env: NodeJS.ProcessEnv): string => {
  const named = env["TZ"]?.replace(/^:/, "")
  // Names without a slash but these few may be POSIX rules (CET-1CEST), which only Intl reads rightly.
  if (named === "UTC" || (named !== undefined && named.includes("/") && IANA.test(named) && isKnown(named)))
    return named
  const file = named === undefined || named === "" ? "/etc/localtime" : named.startsWith("/") ? named : undefined
  const found = file === undefined ? undefined : linkOf(file)
  return found ?? byIntl() ?? zoneOfOffset(new Date().getTimezoneOffset())
}
