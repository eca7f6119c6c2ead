/** A folder and what is below it as a tree: drawn on a terminal, paths in a pipe (folders with a `/`). */
import { defineAction, type Output, PathText, type Selection } from "@zenus/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { describeSelection } from "../../select/describeSelection.ts"
import { flag, optionalSelection } from "../../action/field.ts"
import { noteOf, pathText, readingStep, readSelection, readsOf } from "../../select/reading.ts"
import { counted } from "../../action/sayCount.ts"
import { select, type Selected } from "../../select/select.ts"
import { said } from "../../action/wording.ts"

/** Deeper folders are not drawn: the lines would not be read by anybody. */
const MAX_DRAWN = 20_000

interface Branch {
  readonly children: Map<string, Branch>
  isFolder: boolean
}

const branch = (isFolder: boolean): Branch => ({ children: new Map(), isFolder })

/** Pure: paths below `root` as drawn lines, in the order of their names. */
export const drawTree = (
  root: string,
  entries: ReadonlyArray<Pick<Selected, "path" | "type">>
): ReadonlyArray<string> => {
  const top = branch(true)
  for (const { path, type } of entries) {
    let at = top
    const parts = PathText.relativeTo(root, path).split("/")
    for (const [depth, part] of parts.entries()) {
      const isLast = depth === parts.length - 1
      const next = at.children.get(part) ?? branch(!isLast)
      if (isLast && type === "folder") next.isFolder = true
      at.children.set(part, next)
      at = next
    }
  }
  const drawn: Array<string> = []
  const draw = (node: Branch, before: string): void => {
    const children = [...node.children].toSorted(([a], [b]) => (a < b ? -1 : 1))
    for (const [at, [name, child]] of children.entries()) {
      const isLast = at === children.length - 1
      drawn.push(`${before}${isLast ? "└── " : "├── "}${name}${child.isFolder ? "/" : ""}`)
      draw(child, `${before}${isLast ? "    " : "│   "}`)
    }
  }
  draw(top, "")
  return drawn
}

export const tree = defineAction({
  name: "tree",
  description: "Show a folder with everything below it as a tree, to a depth",
  args: Schema.Struct({
    files: optionalSelection("the folder, its depth and what of it to show; the working folder by default"),
    foldersOnly: flag("only folders")
  }),
  risk: 0,
  undo: "yes",
  timeoutMs: 300_000,
  parallel: true,
  phrases: said([
    "[<show>|draw] [directory|folder|file] tree|structure|hierarchy [of|in|under|for|below] {files:place} [directory|folder] [{files:levels}]",
    "[<show>|draw] [directory|folder|file] tree|structure|hierarchy [{files:levels}] [of|in|under|for|below] {files:place}",
    "[<show>|draw] [directory|folder|file] tree|structure|hierarchy [{files:levels}]",
    "[<show>|draw] {files:knownplace} as [a] [directory|folder] tree [{files:levels}]",
    "tree [-L {files.maxDepth:number}] {files:place}",
    "tree",
    [
      "[<show>|draw] tree|hierarchy|structure of folders|directories [only] [in|under|of] [{files:place}]",
      { foldersOnly: true }
    ],
    [
      "[<show>|draw] [directory|folder] tree|structure|hierarchy [of] {files:place} [with|showing|but] folders|directories [only]",
      { foldersOnly: true }
    ]
  ]),
  examples: ["show the tree of src", "print the directory tree two levels deep"],
  look: (args, context) => {
    const asked: Selection = args.files ?? {}
    const type = args.foldersOnly === true ? "folder" : (asked.type ?? "any")
    // A folder that is named is what the tree is of.
    const { paths, ...rest } = asked
    const inside = [...(paths ?? []), ...(asked.in ?? [])]
    const selection: Selection = { ...rest, type, ...(inside.length === 0 ? {} : { in: inside }) }
    const options = { recursiveByDefault: true }
    return readSelection("Show the tree", selection, context, options, (starts) =>
      readingStep(
        `Show the tree of ${describeSelection(selection, true)}`,
        readsOf(starts),
        select(selection, context, options).pipe(
          Effect.map(({ entries, unreadable, roots }): Output => {
            const drawn = roots.flatMap((root) => [
              [`${pathText(root, context)}/`],
              ...drawTree(
                root,
                entries.filter((entry) => PathText.isInside(root, entry.path))
              ).map((line) => [line])
            ])
            const folders = entries.filter((entry) => entry.type === "folder").length
            return {
              lines: entries.map(({ path, type }) => pathText(path, context) + (type === "folder" ? "/" : "")),
              paths: entries.map((entry) => entry.path),
              ...(entries.length > MAX_DRAWN ? {} : { table: { columns: [""], rows: drawn } }),
              ...noteOf(
                entries.length === 0,
                unreadable,
                context,
                ...(entries.length === 0
                  ? []
                  : [`${counted(folders, "folder")}, ${counted(entries.length - folders, "file")}.`])
              )
            }
          })
        )
      )
    )
  }
})
