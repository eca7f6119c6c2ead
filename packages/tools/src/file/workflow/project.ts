/**
 * Sets up a new project from a named template: a folder with a few files. Refuses a folder in which something is already.
 * Installs nothing, starts nothing, and makes no repository.
 */
import { BadArgument, type Deed, defineAction, type LookContext, PathText, phrase, type Prepared } from "@zenus/core"
import * as Schema from "effect/Schema"
import { answered, shown } from "../../action/answers.ts"
import { folderToBe } from "../../place/destination.ts"
import { field, text } from "../../action/field.ts"
import { projectNames } from "./projectNames.ts"
import { PROJECT_TEMPLATES } from "./projectTemplates.ts"
import { counted, fewNames } from "../../action/sayCount.ts"
import { attempt } from "../../action/trouble.ts"
import { bytesOf } from "../change/write.ts"

const Args = Schema.Struct({
  path: text("the folder of the new project; it is made, or is there and empty"),
  template: field(
    Schema.Literals(PROJECT_TEMPLATES.map((template) => template.name)),
    PROJECT_TEMPLATES.map((template) => `${template.name}: ${template.description}`).join("; ")
  )
})
type Args = typeof Args.Type

/** Names that are shown of what is in the way. */
const checkEmpty = (path: string, context: LookContext): void => {
  if (context.disk.lstat(path) === null) return
  const names = context.disk.list(path).map((entry) => entry.name)
  if (names.length === 0) return
  throw new BadArgument({
    action: "project",
    reason: `${shown(path, context)} is not empty (${fewNames(names.toSorted().map((name) => shown(name, context)))}).`,
    hints: ["Choose another name, or a folder that is empty."]
  })
}

/** Throws `BadArgument` and `DiskError`. */
const prepare = (args: Args, context: LookContext): Prepared => {
  const { path, missing } = folderToBe("project", args.path, context)
  checkEmpty(path, context)
  const template = PROJECT_TEMPLATES.find((one) => one.name === args.template)
  const files = template?.files(projectNames(PathText.basename(path))) ?? []
  const deeds: Array<Deed> = missing.map((folder) => ({ do: "make-folder", path: folder }))
  const made = new Set<string>()
  const ensure = (folder: string): void => {
    if (folder === path || made.has(folder)) return
    ensure(PathText.dirname(folder))
    made.add(folder)
    deeds.push({ do: "make-folder", path: folder })
  }
  let count = 0
  for (const file of files) {
    const at = PathText.resolve(path, file.path)
    ensure(file.path.endsWith("/") ? at : PathText.dirname(at))
    if (file.path.endsWith("/")) continue
    const bytes = bytesOf(file.text)
    count++
    deeds.push({ do: "put", path: at, content: { kind: "bytes", bytes }, bytes: bytes.length, as: "create" })
  }
  const name = shown(path, context)
  return {
    explanation: `Set up the ${args.template} project ${name} (${counted(count, "file")})`,
    deeds,
    paths: [path],
    answer: answered(`${args.template} project ${name} set up (${counted(count, "file")})`, [path])
  }
}

const NAMES = PROJECT_TEMPLATES.map((template) => template.name).join("|")

export const project = defineAction({
  name: "project",
  description: `Set up a new project from a template (${PROJECT_TEMPLATES.map((template) => template.name).join(", ")})`,
  args: Args,
  risk: 1,
  undo: "yes",
  timeoutMs: 60_000,
  parallel: true,
  phrases: [
    phrase(
      `set_up|setup|create|make|start|scaffold [a|an] [new] {template:choice(${NAMES})} project [named|called|in] {path:path}`
    ),
    phrase(
      `set_up|setup|create|make|start|scaffold [a|an] [new] project [named|called] {path:path} from|with [the] [template] {template:choice(${NAMES})} [template]`
    )
  ],
  examples: ["create a node project called my-app", "set up a python project named tools"],
  look: (args, context) => attempt("Set up the project", () => prepare(args, context))
})
