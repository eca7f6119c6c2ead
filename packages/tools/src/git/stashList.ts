/** The list of stashes as git keeps it: the log of one reference. */
import * as Effect from "effect/Effect"
import { askGit } from "./askGit.ts"
import { type GitPlace, itemsOf } from "./runGit.ts"

export interface Stash {
  /** 0 is the newest. */
  readonly index: number
  /** `stash@{0}` */
  readonly name: string
  readonly commit: string
  /** Milliseconds since 1970. */
  readonly at: number
  /** `On main: half done`, or git's `WIP on main: 1a2b3c4 Subject`. */
  readonly about: string
}

export const readStashes = Effect.fnUntraced(function* (place: GitPlace, doing: string) {
  const there = yield* askGit(place, doing, ["for-each-ref", "--format=%(objectname)", "refs/stash"])
  if (there.trim() === "") return []
  const text = yield* askGit(place, doing, [
    "log",
    "--walk-reflogs",
    "-z",
    "--no-show-signature",
    "--no-color",
    "--format=%H%x1f%ct%x1f%gs",
    "refs/stash",
    "--"
  ])
  return itemsOf(text).map((item, index): Stash => {
    const [commit = "", at = "0", ...about] = item.split("\u001f")
    return { index, name: `stash@{${index}}`, commit, at: Number(at) * 1000, about: about.join("\u001f") }
  })
})
