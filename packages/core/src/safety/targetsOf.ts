/** Every path that a step would change. Pure. What a deed only reads (the source of a copy) is not among them. */
import type { Identity } from "../disk/Disk.ts"
import type { Prepared } from "../tool/Action.ts"
import type { Deed } from "../tool/Deed.ts"
import { atOnce, inPieces } from "./inPieces.ts"
import type { Target } from "./Policy.ts"

type Add = (target: Target) => void

/** A spread for each of 200,000 targets would cost as much as judging them. */
const target = (path: string, how: Target["how"], identity: Identity | null | undefined): Target =>
  identity === null || identity === undefined ? { path, how } : { path, how, identity }

const ofDeed = (deed: Deed, add: Add): void => {
  switch (deed.do) {
    case "make-folder":
      return add({ path: deed.path, how: "make" })
    case "move":
      add(target(deed.from, "remove", deed.identity))
      return add(target(deed.to, deed.replaces === undefined ? "make" : "change", deed.replaces))
    case "put":
      // A hard link is a second door to the same file: the file behind it counts as changed.
      if (deed.content.kind === "hardlink") add(target(deed.content.of, "change", deed.content.identity))
      return add(target(deed.path, deed.replaces === undefined ? "make" : "change", deed.replaces))
    case "set":
      return add(target(deed.path, "change", deed.identity))
    case "trash":
      return add(target(deed.path, "remove", deed.identity))
  }
}

export const eachTarget = (prepared: Prepared, add: Add): void => atOnce(targetsInPieces(prepared, add))

/** The same, with pauses. */
export function* targetsInPieces(prepared: Prepared, add: Add): Generator<void, void> {
  // Nothing there to be changed this time; the place that was meant counts all the same.
  if (prepared.deeds.length === 0 && prepared.own === undefined) {
    for (const path of prepared.writes ?? []) add({ path: `${path === "/" ? "" : path}/.`, how: "make" })
  }
  yield* inPieces(prepared.deeds, (deed) => ofDeed(deed, add))
  for (const effect of prepared.own?.effects ?? []) {
    if (effect.from?.startsWith("/") === true) add({ path: effect.from, how: "change" })
    if (effect.to?.startsWith("/") === true) add({ path: effect.to, how: "change" })
  }
}
