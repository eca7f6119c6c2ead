/**
 * Makes a symbolic link to a path, or a second name (hard link) for a file. A relative target is written into the link so that
 * it leads from the link's own folder to what the request names; an absolute one stays absolute. The target must be
 * there. A taken name is refused: a link does not replace anything.
 */
import { BadArgument, defineAction, escapeName, PathText } from "@zenus/core"
import * as Schema from "effect/Schema"
import { answered, shown } from "../../action/answers.ts"
import { destinationOf } from "../../place/destination.ts"
import { flag, optionalText, text } from "../../action/field.ts"
import { locate } from "../../select/locate.ts"
import { deviceOf, knownIdentity } from "../../place/planned.ts"
import { attempt } from "../../action/trouble.ts"
import { said } from "../../action/wording.ts"

/** How to get from a folder to a path by text; both absolute, the folder real. */
export const relativeTarget = (folder: string, path: string): string => {
  const from = folder.split("/").filter((part) => part !== "")
  const to = path.split("/").filter((part) => part !== "")
  let common = 0
  while (common < from.length && common < to.length && from[common] === to[common]) common++
  const parts = [...from.slice(common).map(() => ".."), ...to.slice(common)]
  return parts.length === 0 ? "." : parts.join("/")
}

const bad = (reason: string, hint: string) => new BadArgument({ action: "link", reason, hints: [hint] })

export const link = defineAction({
  name: "link",
  description: "Make a symbolic link, or a hard link (a second name for a file)",
  args: Schema.Struct({
    target: text("what the link leads to"),
    path: optionalText("the name of the link, or the folder to make it in (default: the target's name, here)"),
    hard: flag("a hard link instead of a symbolic one (default false)")
  }),
  risk: 1,
  undo: "yes",
  timeoutMs: 60_000,
  parallel: true,
  phrases: said([
    "symlink|link {target:file} as|to|at|from {path:path} [here]",
    "<create> [symbolic|soft|sym] link|symlink|shortcut to|for|pointing_to|pointing_at|that_points_to|of {target:file} called|named|as|at|in|by_the_name_of|with_the_name|and_call_it|and_name_it {path:path} [here]",
    "<create> [symbolic|soft|sym] link|symlink|shortcut [called|named] {path:path} to|pointing_to|that_points_to|which_points_to|pointing_at|for|leading_to|linking_to {target:file}",
    "<create> [symbolic|soft|sym] link|symlink|shortcut to|for|pointing_to {target:file} in|inside|at {path:folder}",
    "<create> [symbolic|soft|sym] link|symlink|shortcut to|for {target:file} [here]",
    ["<create> hard link|hardlink to|for|of {target:file} called|named|as|at {path:path}", { hard: true }],
    ["<create> hardlink to|for|of {target:file} called|named|as|at {path:path}", { hard: true }],
    ["<create> hard link [called|named] {path:path} to|for|of {target:file}", { hard: true }],
    ["hard_link|hardlink {target:file} as|to {path:path}", { hard: true }],
    "ln -s {target:file} {path:path}",
    ["ln {target:file} {path:path}", { hard: true }]
  ]),
  examples: [
    "create a symbolic link to data/2024 named current",
    "symlink logs/app.log as applog.txt",
    "make a hard link to a.txt named b.txt"
  ],
  look: (args, context) =>
    attempt("Make the link", () => {
      const target = locate(args.target, context)
      const name = PathText.basename(target.path)
      const destination = destinationOf("link", args.path ?? name, context, false)
      const isFolder = destination.kind === "folder"
      const path = isFolder ? PathText.child(destination.path, name) : destination.path
      if (context.disk.lstat(path) !== null) {
        const reason =
          path === target.path ? "a link cannot lead to itself." : `the name ${shown(path, context)} is taken.`
        throw bad(reason, "Choose another name, or delete what has it first.")
      }
      const folders = destination.missing.map((folder) => ({ do: "make-folder", path: folder }) as const)
      const where = shown(path, context)
      const to = shown(target.path, context)
      if (args.hard === true) {
        if (target.stat.type !== "file")
          throw bad(`${to} is no file, and only files can have a second name.`, "Make a symbolic link.")
        const [here, there] = [deviceOf(PathText.dirname(path), context.disk), deviceOf(target.path, context.disk)]
        if (here !== 0 && there !== 0 && here !== there) {
          throw bad(`${to} lies on another disk, and a second name must be on the same one.`, "Make a symbolic link.")
        }
        return {
          explanation: `Give ${to} the second name ${where}`,
          deeds: [
            ...folders,
            {
              do: "put",
              path,
              content: { kind: "hardlink", of: target.path, identity: knownIdentity(target.stat) },
              bytes: 0,
              as: "link"
            }
          ],
          paths: [path],
          answer: answered(`${to} has the second name ${where}`, [path])
        }
      }
      const absolute = PathText.isAbsolute(args.target) || args.target === "~" || args.target.startsWith("~/")
      const written = absolute ? target.path : relativeTarget(PathText.dirname(path), target.path)
      return {
        explanation: `Link ${where} to ${to}`,
        deeds: [...folders, { do: "put", path, content: { kind: "symlink", target: written }, bytes: 0, as: "link" }],
        reads: [target.path],
        paths: [path],
        answer: answered(`${where} leads to ${escapeName(written)}`, [path])
      }
    })
})
