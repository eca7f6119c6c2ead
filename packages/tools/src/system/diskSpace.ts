/**
 * How full the disks are: of the file system that holds a path, or of all. What files and folders take is another
 * question (FileOps). `free` is what the asking user may still take; the percentage is that of `df`.
 */
import { defineAction, phrase } from "@zenus/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { option, optionalText } from "../action/field.ts"
import { locate } from "../select/locate.ts"
import { attempt } from "../action/trouble.ts"
import { prepared, reads } from "../action/reads.ts"
import { type Column, type Fact, nothing, showFacts, showRows } from "./facts.ts"
import { fileSystemOf, fileSystems, type MountSpace } from "./mounts.ts"
import { inUnit, onScreen, type Unit, unitField, UNIT_SLOT } from "./units.ts"

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

export const diskSpace = defineAction<typeof Args.Type>({
  name: "diskSpace",
  description: "Shows size, used and free room of the file system that holds a path, or of all disks.",
  args: Args,
  ...reads,
  phrases: [
    phrase(
      `<tell> [current] disk|disks|storage|drive|drives|filesystem|filesystems|file_system|file_systems [space] usage|info|information|statistics|status|use [in ${UNIT_SLOT}]`
    ),
    phrase(`<tell> disk|storage space [in ${UNIT_SLOT}]`),
    phrase(`df [in ${UNIT_SLOT}]`),
    phrase(
      `<list> [mounted] file_systems|filesystems|disks|drives|partitions|volumes|mounts|mount_points [in ${UNIT_SLOT}]`
    ),
    phrase("which|what file_systems|filesystems|disks|drives|partitions|volumes are mounted|there|attached|connected"),
    phrase("how full are disks|drives|file_systems|filesystems"),
    phrase(
      `how_much [free|available|empty|disk|storage|free_disk|available_disk|free_storage] space|storage|room do_i_have|do_we_have|is_there|is_left|is_free|is_available|are_left|remains|have_i_got [left|free|available|over] [on|in] [this|my] [disk|drive|machine|computer|here] [in ${UNIT_SLOT}]`,
      { what: "free", path: "." }
    ),
    phrase(
      `how_much [free|available|disk|storage|free_disk|available_disk] space|storage|room is|do_i_have [there] [left|free|available] on|in|at {path:folder} [in ${UNIT_SLOT}]`,
      { what: "free" }
    ),
    phrase(`<tell> [amount_of] free|available|remaining disk|storage [space] [in ${UNIT_SLOT}]`, {
      what: "free",
      path: "."
    }),
    phrase(
      `<tell> [amount_of] free|available|remaining|unused [disk|storage] space|room on|in|at|of|for {path:folder} [in ${UNIT_SLOT}]`,
      { what: "free" }
    ),
    phrase(`free|available|remaining [disk|storage] space|room on|in|at|of|for {path:folder} [in ${UNIT_SLOT}]`, {
      what: "free"
    }),
    phrase(`free|available|remaining disk|storage space [in ${UNIT_SLOT}]`, { what: "free", path: "." }),
    phrase(
      `<tell> [amount_of] [disk] space|room available|free|left|remaining on|in|at|for [file_system|filesystem|disk|drive|partition] [containing|that_contains|that_holds|holding|with|of] [path_to|path] {path:folder} [in ${UNIT_SLOT}]`,
      { what: "free" }
    ),
    phrase(
      `<tell> [amount_of] [disk] space|room used|taken|occupied on [file_system|filesystem|disk|drive|partition] containing|that_contains|that_holds|holding [path_to|path] {path:folder} [in ${UNIT_SLOT}]`,
      { what: "used" }
    ),
    phrase(
      "<tell> percentage|percent|share of [disk] space|room|disk [that_is] used|occupied|taken on|in|at|of [file_system|filesystem|disk|drive|partition] [containing|that_contains|that_holds|holding|of] {path:folder}",
      { what: "percent" }
    ),
    phrase("<tell> [disk] usage|use percentage|percent on|in|of|for {path:folder}", { what: "percent" }),
    phrase("what percentage|percent|share of [disk|storage] [space] is used|full|taken|occupied", {
      what: "percent",
      path: "."
    }),
    phrase(
      "what percentage|percent|share of [disk|storage] [space] is used|full|taken|occupied on|in|at {path:folder}",
      { what: "percent" }
    ),
    phrase("how full is disk|drive|hard_disk|storage", { what: "percent", path: "." }),
    phrase(
      "how full is [disk|drive|file_system|filesystem|partition] [that_holds|that_contains|containing|holding|of|at|on] {path:folder}",
      { what: "percent" }
    ),
    phrase(`how big|large is disk|drive|hard_disk|storage [in ${UNIT_SLOT}]`, { what: "total", path: "." }),
    phrase(`<tell> total|full|overall [disk|storage] size|space|capacity [of] [disk|drive] [in ${UNIT_SLOT}]`, {
      what: "total",
      path: "."
    }),
    phrase(`<tell> size|capacity of disk|drive|hard_disk [in ${UNIT_SLOT}]`, { what: "total", path: "." }),
    phrase(`how_much [disk] space|storage is used|taken|occupied|in_use [in ${UNIT_SLOT}]`, {
      what: "used",
      path: "."
    }),
    phrase(`<tell> used disk|storage space [in ${UNIT_SLOT}]`, { what: "used", path: "." }),
    phrase(
      "<tell> source|device|partition of|for [file_system|filesystem|disk] [containing|that_contains|that_holds|holding|of] {path:folder}",
      { what: "source" }
    ),
    phrase("which|what disk|device|partition|drive is {path:folder} on|stored_on|mounted_from", { what: "source" }),
    phrase("which|what disk|device|partition|drive holds|contains {path:folder}", { what: "source" }),
    phrase(
      "<tell> mount_point|mountpoint of|for|containing [file_system|filesystem] [containing|that_contains|that_holds|holding|of] {path:folder}",
      { what: "mount" }
    ),
    phrase("where is file_system|filesystem [containing|that_contains|that_holds|holding|of] {path:folder} mounted", {
      what: "mount"
    }),
    phrase("<tell> file_system|filesystem type|kind|format of|for|on|containing {path:folder}", { what: "type" }),
    phrase("<tell> type|kind of file_system|filesystem of|for|on|at|containing|that_contains {path:folder}", {
      what: "type"
    }),
    phrase("what|which type|kind of file_system|filesystem is {path:folder} [on]", { what: "type" }),
    phrase("disk space|usage|capacity"),
    phrase("free|available space on|in this|the|my drive|disk|partition|volume -> what=free path=."),
    phrase("total disk|drive size|space|capacity -> what=total path=."),
    phrase("how big|large is this|the|my disk|drive|hard_drive|partition -> what=total path=."),
    phrase("is|are disk|drive|hard_drive [almost|nearly] full -> what=percent path=."),
    phrase("which|what file_system|filesystem|partition|device is {path:path} on|in -> what=source")
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
