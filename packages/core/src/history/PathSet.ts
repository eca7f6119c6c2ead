/** Paths (absolute, normalised) that can be asked whether one lies at, below or above any of them. Grows only. */
import { dirname } from "../disk/PathText.ts"

export interface PathSet {
  readonly add: (path: string) => void
  /** Whether one of them is the path, or a folder above it. */
  readonly holds: (path: string) => boolean
  /** Whether one of them is the path, above it, or below it. */
  readonly isNear: (path: string) => boolean
}

export const makePathSet = (): PathSet => {
  const paths = new Set<string>()
  const above = new Set<string>()
  const holds = (path: string): boolean => {
    for (let at = path; ; at = dirname(at)) {
      if (paths.has(at)) return true
      if (at === "/" || at === ".") return false
    }
  }
  return {
    add: (path) => {
      paths.add(path)
      for (let at = dirname(path); !above.has(at); at = dirname(at)) above.add(at)
    },
    holds,
    isNear: (path) => above.has(path) || holds(path)
  }
}
