/** Every path that a step would change. Pure. What a deed only reads (the source of a copy) is not among them. */
import type { Identity } from "../disk/Disk.ts"
import type { Prepared } from "../tool/Action.ts"
import type { Deed } from "../tool/Deed.ts"
import type { Target } from "./Policy.ts"

const known = (identity: Identity | null | undefined): Pick<Target, "identity"> =>
  identity === null || identity === undefined ? {} : { identity }

const ofDeed = (deed: Deed, add: (target: Target) => void): void => {
  switch (deed.do) {
    case "make-folder":
      return add({ path: deed.path, how: "make" })
    case "move":
      add({ path: deed.from, how: "remove", ...known(deed.identity) })
      return add({ path: deed.to, how: deed.replaces === undefined ? "make" : "change", ...known(deed.replaces) })
    case "put":
      // A hard link is a second door to the same file: the file behind it counts as changed.
      if (deed.content.kind === "hardlink")
        add({ path: deed.content.of, how: "change", ...known(deed.content.identity) })
      return add({ path: deed.path, how: deed.replaces === undefined ? "make" : "change", ...known(deed.replaces) })
    case "set":
      return add({ path: deed.path, how: "change", ...known(deed.identity) })
    case "trash":
      return add({ path: deed.path, how: "remove", ...known(deed.identity) })
  }
}

export const eachTarget = (prepared: Prepared, add: (target: Target) => void): void => {
  // Nothing there to be changed this time; the place that was meant counts all the same.
  if (prepared.deeds.length === 0 && prepared.own === undefined) {
    for (const path of prepared.writes ?? []) add({ path: `${path === "/" ? "" : path}/.`, how: "make" })
  }
  for (const deed of prepared.deeds) ofDeed(deed, add)
  for (const effect of prepared.own?.effects ?? []) {
    if (effect.from?.startsWith("/") === true) add({ path: effect.from, how: "change" })
    if (effect.to?.startsWith("/") === true) add({ path: effect.to, how: "change" })
  }
}
