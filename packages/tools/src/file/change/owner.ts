/**
 * Gives files and folders to another user or group. Names come from the system's tables, numbers always work. Only root may
 * give files away; a group one belongs to may be set by the owner, which the system itself decides.
 */
import {
  BadArgument,
  type Deed,
  defineAction,
  escapeName,
  type LookContext,
  type Prepared,
  StepFailed
} from "@zenus/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { answered, nothingToDo, shown, unreadableNote } from "../../action/answers.ts"
import { flag, optionalText, selection } from "../../action/field.ts"
import type { Source } from "../../select/gatherSources.ts"
import { makeOwners } from "../../action/owners.ts"
import { knownIdentity } from "../../place/planned.ts"
import { counted, mixed } from "../../action/sayCount.ts"
import { mustBeChangeable } from "../../select/mustBeChangeable.ts"
import { nothingHere } from "../../select/nothingHere.ts"
import { select } from "../../select/select.ts"
import { attempt } from "../../action/trouble.ts"
import { type Within, within } from "./within.ts"
import { said } from "../../action/wording.ts"

const Args = Schema.Struct({
  files: selection("whose owner changes"),
  owner: optionalText("the new owner: a user name or number; `user:group` sets both"),
  group: optionalText("the new group: a name or number"),
  recursive: flag("of everything in the selected folders as well, hidden names too (default false)")
})
type Args = typeof Args.Type

interface Wanted {
  readonly uid: number | null
  readonly gid: number | null
}

/** Highest number that stands for a user: one more means "leave it" to the system. */
const MAX_ID = 0xffff_fffe

const unknown = (what: string, name: string): BadArgument =>
  new BadArgument({
    action: "owner",
    reason: `there is no ${what} "${escapeName(name)}" here.`,
    hints: ["Check the name, or give the number."]
  })

const wantedOf = (args: Args, context: LookContext): Wanted => {
  const owners = makeOwners(context.disk)
  const [user = "", behind] = (args.owner ?? "").split(":")
  const group = args.group ?? behind ?? ""
  const uid = user === "" ? null : owners.uidOf(user)
  const gid = group === "" ? null : owners.gidOf(group)
  if (user !== "" && (uid === null || uid > MAX_ID)) throw unknown("user", user)
  if (group !== "" && (gid === null || gid > MAX_ID)) throw unknown("group", group)
  if (uid === null && gid === null) {
    throw new BadArgument({
      action: "owner",
      reason: "no owner and no group is named.",
      hints: ["Name a user or a group."]
    })
  }
  return { uid, gid }
}

export const owner = defineAction({
  name: "owner",
  description: "Change the owner or group of files and folders",
  args: Args,
  risk: 2,
  undo: "yes",
  timeoutMs: 3_600_000,
  parallel: true,
  phrases: said([
    "change|set owner|ownership of|for {files:files} to [user] {owner:word} ~[recursively -> recursive=true]",
    "change|set group [ownership] of|for {files:files} to {group:word} ~[recursively -> recursive=true]",
    "chown {owner:word} {files:files}",
    ["chown -R {owner:word} {files:files}", { recursive: true }],
    "chgrp {group:word} {files:files}",
    ["chgrp -R {group:word} {files:files}", { recursive: true }],
    "make {owner:word} owner of {files:files}",
    "give {files:files} to user {owner:word}"
  ]),
  examples: [
    "change the owner of report.txt to alice",
    "chown www-data:www-data index.html",
    "set the group of data to staff"
  ],
  look: Effect.fnUntraced(function* (args, context) {
    const wanted = yield* attempt("Change the owner", () => wantedOf(args, context))
    yield* mustBeChangeable(args.files, context, { lenient: args.recursive === true })
    const { entries, unreadable, roots } = yield* select(args.files, context, { needStat: true, crossMounts: false })
    const chosen = entries.flatMap(({ path, stat }): ReadonlyArray<Source> => (stat === null ? [] : [{ path, stat }]))
    if (chosen.length === 0)
      return yield* nothingHere("file", args.files, context, unreadableNote(unreadable, context), roots)
    return yield* attempt("Change the owner", async () => {
      const found = await within(chosen, args.recursive === true, undefined, context)
      return prepare(found, wanted, [...unreadable, ...found.unreadable], context)
    })
  })
})

const prepare = (
  found: Within,
  { uid, gid }: Wanted,
  unreadable: ReadonlyArray<string>,
  context: LookContext
): Prepared => {
  const owners = makeOwners(context.disk)
  const pair = (user: number, group: number) => `${owners.user(user)}:${owners.group(group)}`
  const deeds: Array<Deed> = []
  const paths: Array<string> = []
  let folders = 0
  let same = 0
  for (const { path, stat } of found.entries) {
    const user = uid ?? stat.uid
    const group = gid ?? stat.gid
    if (user === stat.uid && group === stat.gid) {
      same++
      continue
    }
    if (context.uid !== 0 && (user !== stat.uid || stat.uid !== context.uid)) {
      throw new StepFailed({
        doing: `Change the owner of ${shown(path, context)}`,
        reason: "only root may give files away or change those of others.",
        hints: ["Ask the administrator of this machine.", "Copy the files instead: the copies are yours."]
      })
    }
    const detail = `${pair(stat.uid, stat.gid)} -> ${pair(user, group)}`
    deeds.push({ do: "set", path, identity: knownIdentity(stat), uid: user, gid: group, detail })
    paths.push(path)
    if (stat.type === "folder") folders++
  }
  const notes = [
    ...(same > 0 ? [`${counted(same, "entry has", "entries have")} that owner already.`] : []),
    ...(found.links > 0 ? [`${counted(found.links, "link")} left out.`] : []),
    ...unreadableNote(unreadable, context)
  ]
  if (deeds.length === 0) return nothingToDo("No owner to change", "Nothing was changed.", notes)
  const counts = mixed({ files: paths.length - folders, folders })
  const to = [
    ...(uid === null ? [] : [`to ${owners.user(uid)}`]),
    ...(gid === null ? [] : [`to the group ${owners.group(gid)}`])
  ]
  const only = paths.length === 1 ? paths[0] : undefined
  return {
    explanation: `Give ${only === undefined ? counts : shown(only, context)} ${to.join(" and ")}`,
    deeds,
    notes,
    paths,
    answer: answered(`${counts} given ${to.join(" and ")}`, paths)
  }
}
