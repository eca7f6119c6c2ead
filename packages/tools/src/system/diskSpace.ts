/**
 * How full the disks are: of the file system that holds a path, or of all. What files and folders take is another
 * question (FileOps). `free` is what the asking user may still take; the percentage is that of `df`.
 */
import { defineAction, phrase } from "@zenus/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { option, optionalText } from "../file/field.ts"
import { locate } from "../file/locate.ts"
import { attempt } from "../file/trouble.ts"
import { prepared, reads } from "../reads.ts"
import { type Column, type Fact, nothing, showFacts, showRows } from "./facts.ts"
import { fileSystemOf, fileSystems, type MountSpace } from "./mounts.ts"
import { inUnit, onScreen, type Unit, unitField } from "./units.ts"

const Args = Schema.Struct({
  path: optionalText("a file or folder: only the file system that holds it (default: all file systems)"),
  what: option(
    Schema.Literals(["total", "used", "free", "percent", "source", "mount", "type"]),
    "only this: size, used, free (for this user), percent used, device, where it is mounted, kind (default all)"
  ),
  unit: unitField
})

const FACTS = ["mount", "source", "type", "total", "used", "free", "percent"] as const

/** In the order of FACTS. */
const factsOf = (space: MountSpace, unit: Unit | undefined): ReadonlyArray<Fact> => {
  const amount = (name: "total" | "used" | "free"): Fact => ({
    name,
    value: inUnit(space[name], unit ?? "bytes"),
    screen: onScreen(space[name], unit)
  })
  return [
    { name: "mount", value: space.mount },
    { name: "source", value: space.source },
    { name: "type", value: space.type },
    amount("total"),
    amount("used"),
    amount("free"),
    { name: "percent", value: space.percent, screen: `${space.percent}%` }
  ]
}

/** A table's column for a fact of that name. */
const columnOf = (name: string): Column<ReadonlyArray<Fact>> => {
  const factOf = (facts: ReadonlyArray<Fact>) => facts.find((fact) => fact.name === name)
  return {
    title: name.toUpperCase(),
    value: (facts) => factOf(facts)?.value ?? "",
    screen: (facts) => factOf(facts)?.screen ?? factOf(facts)?.value ?? ""
  }
}

const PLACE = "on|of|in|at|for"

export const diskSpace = defineAction<typeof Args.Type>({
  name: "diskSpace",
  description: "Shows size, used and free room of the file system that holds a path, or of all disks.",
  args: Args,
  ...reads,
  phrases: [
    phrase(
      "show|list|display|print|check|get [me] [the] disk|disks|storage|filesystem|file_system|file_systems|filesystems space|usage|information|info|use"
    ),
    phrase("list|show|display|print [all|the] mounted|mount file_systems|filesystems|disks|drives|points"),
    phrase("list|show|display|print [all|the] disks|drives|partitions|file_systems|filesystems|mounts"),
    phrase("how full are|is [the|my] disk|disks|drive|drives"),
    phrase(
      "how_much disk_space|space|storage|room do_i_have|is_there|is_left|is_free|is_available|remains [left|free|available] [on] [the|my] [disk|drive] [in] [{unit:choice(bytes|KB|MB|GB|TB)}]",
      { what: "free", path: "." }
    ),
    phrase(
      `how_much [free|available] disk_space|space|storage|room is [there] [left|free|available] ${PLACE} {path:path}`,
      { what: "free" }
    ),
    phrase("show|print|get|display|list [me] [the] [amount|size] [of] free|available disk|storage [space]", {
      what: "free",
      path: "."
    }),
    phrase("free|available disk|storage space|room", { what: "free", path: "." }),
    phrase(`free|available [disk] space|room ${PLACE} {path:path}`, { what: "free" }),
    phrase(
      `show|print|get|display|tell [me] [the] amount of space|room available|free|left ${PLACE} [the] file_system|filesystem|disk containing|that_contains|of|that_holds [path] [to] {path:path} [in] [{unit:choice(bytes|KB|MB|GB|TB)}]`,
      { what: "free" }
    ),
    phrase(
      `show|print|get|display|tell [me] [the] percentage|percent of [the] space|room|disk used ${PLACE} {path:path}`,
      { what: "percent" }
    ),
    phrase("what percentage|percent of [the] disk|space is used|full", { what: "percent", path: "." }),
    phrase(`what percentage|percent of [the] disk|space is used ${PLACE} {path:path}`, { what: "percent" }),
    phrase("how full is [the] disk|drive|file_system|filesystem [that] [holds|contains|containing|of] {path:path}", {
      what: "percent"
    }),
    phrase("how big|large is [the|my] disk|drive", { what: "total", path: "." }),
    phrase("show|print|get|display|what_is [the] total|full disk size|space|capacity", { what: "total", path: "." }),
    phrase("show|print|get|display|what_is [the] used disk space", { what: "used", path: "." }),
    phrase("how_much disk_space|space is used", { what: "used", path: "." }),
    phrase(
      `show|print|get|display|what_is [the] source|device of [the] file_system|filesystem containing|of|that_holds|that_contains {path:path}`,
      { what: "source" }
    ),
    phrase(
      "show|print|get|display|what_is [the] source|device of [the] file_system|filesystem containing|of [the] current|working [working] directory|folder",
      { what: "source", path: "." }
    ),
    phrase(`which|what disk|device|partition|file_system|filesystem is {path:path} on`, { what: "source" }),
    phrase("show|print|get|display|what_is [the] mount_point of|for {path:path}", { what: "mount" }),
    phrase("show|print|get|display|what_is [the] file_system|filesystem type|kind of|for {path:path}", { what: "type" })
  ],
  examples: [
    "show disk usage",
    "free disk space on /",
    "how much disk space is left",
    "what percentage of the disk is used"
  ],
  look: Effect.fnUntraced(function* ({ path, what, unit }, context) {
    if (path === undefined) {
      const run = Effect.map(fileSystems, ({ mounts, silent }) => {
        const rows = mounts.map((space) => factsOf(space, unit))
        const columns = FACTS.filter((name) => what === undefined || name === "mount" || name === what)
        return {
          ...showRows(rows, columns.map(columnOf)),
          data: mounts,
          ...(silent.length === 0 ? {} : { note: `No answer from ${silent.join(", ")}.` })
        }
      })
      return prepared("Show how full the disks are", run)
    }
    // A link leads to another file system perhaps: the question is about what it leads to.
    const real = yield* attempt("Look at the path", () => {
      const found = locate(path, context)
      return context.disk.realpath(found.path) ?? found.path
    })
    const run = Effect.map(fileSystemOf(real), (space) =>
      space === null ? nothing("The file system of that path does not say.") : showFacts(factsOf(space, unit), what)
    )
    return { ...prepared(`Show the room on the file system of ${path}`, run), reads: [real] }
  })
})
