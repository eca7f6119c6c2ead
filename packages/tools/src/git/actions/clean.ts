/**
 * Deletes files that git does not know: into the trash, like every delete, never by git's own clean. Ignored files only when
 * that is said. Other repositories inside, and ignored files inside new folders, stay. Folders that hold
 * nothing else go as a whole, by one rename.
 */
import { type Deed, defineAction, type Identity, identityOf, type LookContext, PathText } from "@zenus/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { answered, nothingToDo } from "../../action/answers.ts"
import { choice, flag } from "../../action/field.ts"
import { sized } from "../../action/sayCount.ts"
import { attempt } from "../../action/trouble.ts"
import { acts, optionalPaths, pathsInWork, repositoryField } from "../actionParts.ts"
import { openForDeed } from "../deedParts.ts"
import { absoluteOf, type WorkRepository } from "../Repository.ts"
import { isOwnTrash } from "../status.ts"
import { itemsOf, pathQuestion, readGit, textOf } from "../runGit.ts"
import { said } from "../../action/wording.ts"

const IGNORED = ["no", "also", "only"] as const

const Args = Schema.Struct({
  ignored: choice(IGNORED, "files that are ignored: leave them, delete them too, or only them (default no)"),
  filesOnly: flag("leave new folders with all in them (default false)"),
  paths: optionalPaths("only below these folders, or these files (default: all of the repository)"),
  repository: repositoryField
})
type Args = typeof Args.Type

const DOING = "Find files that git does not know"

/** Files, each by itself; a folder (with a slash at its end) only where it is another repository. */
const listOthers = Effect.fnUntraced(function* (args: Args, repository: WorkRepository, paths: ReadonlyArray<string>) {
  const { args: asked, means } = pathQuestion(paths)
  const list = (more: ReadonlyArray<string>) =>
    Effect.map(readGit(repository.top, DOING, ["ls-files", "-z", "--others", ...more, "--", ...asked]), (result) =>
      itemsOf(textOf(result)).filter((path) => means(path) && !isOwnTrash(path))
    )
  const unknown = args.ignored === "only" ? [] : yield* list(["--exclude-standard"])
  const ignored =
    args.ignored === "also" || args.ignored === "only" ? yield* list(["--ignored", "--exclude-standard"]) : []
  return [...new Set([...unknown, ...ignored])]
})

interface Found {
  /** Files and whole folders to delete. */
  readonly deeds: ReadonlyArray<Deed>
  readonly files: number
  readonly bytes: number
  /** Other repositories inside, which stay. */
  readonly repositories: ReadonlyArray<string>
}

interface Folder {
  /** Everything in it goes. */
  whole: boolean
  entries: number
  bytes: number
}

/**
 * Which folders go as a whole: those where every entry, down to the last, is among the files that go. Looks at each folder
 * above such a file once, the deepest first. The top never goes.
 */
const wholeFolders = (
  files: ReadonlyMap<string, Identity>,
  work: string,
  context: LookContext
): ReadonlyMap<string, Folder> => {
  const folders = new Set<string>()
  for (const path of files.keys()) {
    for (
      let at = PathText.dirname(path);
      at !== work && PathText.isInside(work, at) && !folders.has(at);
      at = PathText.dirname(at)
    ) {
      folders.add(at)
    }
  }
  const judged = new Map<string, Folder>()
  for (const path of [...folders].toSorted((a, b) => b.length - a.length)) {
    const folder: Folder = { whole: true, entries: 1, bytes: 0 }
    for (const entry of context.disk.list(path)) {
      const child = PathText.child(path, entry.name)
      const file = files.get(child)
      const inner = judged.get(child)
      if (file !== undefined) {
        folder.entries += 1
        folder.bytes += file.size
      } else if (inner?.whole === true) {
        folder.entries += inner.entries
        folder.bytes += inner.bytes
      } else if (entry.type === "folder" && context.disk.list(child).length === 0) folder.entries += 1
      else folder.whole = false
    }
    judged.set(path, folder)
  }
  return judged
}

const find = (args: Args, others: ReadonlyArray<string>, repository: WorkRepository, context: LookContext): Found => {
  const repositories = others.filter((path) => path.endsWith("/")).map((path) => path.slice(0, -1))
  const files = new Map<string, Identity>()
  for (const path of others) {
    if (path.endsWith("/")) continue
    const absolute = absoluteOf(repository, path)
    const stat = context.disk.lstat(absolute)
    if (stat !== null) files.set(absolute, identityOf(stat))
  }
  const folders = wholeFolders(files, repository.work, context)
  const isWhole = (path: string): boolean => folders.get(path)?.whole === true
  const deeds: Array<Deed> = []
  let left = 0
  for (const [path, identity] of files) {
    const inWhole = isWhole(PathText.dirname(path))
    if (args.filesOnly === true && inWhole) left += 1
    if (!inWhole) deeds.push({ do: "trash", path, identity, bytes: identity.size, entries: 1 })
  }
  if (args.filesOnly !== true) {
    for (const [path, folder] of folders) {
      const stat = context.disk.lstat(path)
      if (!folder.whole || isWhole(PathText.dirname(path)) || stat === null) continue
      deeds.push({ do: "trash", path, identity: identityOf(stat), bytes: folder.bytes, entries: folder.entries })
    }
  }
  const bytes = deeds.reduce((sum, deed) => sum + ("bytes" in deed ? deed.bytes : 0), 0)
  return { deeds, files: files.size - left, bytes, repositories }
}

const WORDS = {
  no: "that git does not know",
  also: "that git does not know or ignores",
  only: "that git ignores"
} as const

export const clean = defineAction<Args>({
  name: "clean",
  description: "Deletes files that git does not know, into the trash; ignored ones only when that is said",
  args: Args,
  risk: 2,
  ...acts,
  undo: "trash",
  phrases: said([
    "git clean",
    "git clean -fd|-df|-d -f",
    ["git clean -f", { filesOnly: true }],
    ["git clean -fdx|-xdf|-dfx|-fxd", { ignored: "also" }],
    ["git clean -fdX|-Xdf|-dfX|-fXd", { ignored: "only" }],
    "delete|remove|clean|trash|erase|purge [up] [all|every] untracked|unversioned files|file|items|ones [and] [folders|directories] [from|in|of] [this] [git] [repo|repository|project|working_tree]",
    "clean [up] [this|working_tree] [git] repo|repository|working_tree|work_tree",
    ["delete|remove|clean [up] [all] untracked and ignored files", { ignored: "also" }],
    [
      "delete|remove|clean [up] [all] ignored|git-ignored|gitignored files [from|in] [this] [repo|repository]",
      { ignored: "only" }
    ],
    "delete|remove|clean [all] untracked files in|below|under {paths:paths}"
  ]),
  examples: ["delete all untracked files from this repo", "git clean -fdx", "delete the ignored files"],
  look: Effect.fnUntraced(function* (args, context) {
    const repository = yield* openForDeed(DOING, args.repository, context)
    const paths = yield* pathsInWork("clean", args.paths, repository, context)
    const others = yield* listOthers(args, repository, paths)
    const found = yield* attempt(DOING, () => find(args, others, repository, context))
    const notes = found.repositories.map((path) => `Left alone, being a repository of its own: ${path}.`)
    if (found.deeds.length === 0) return nothingToDo("Nothing to clean", "There is no such file.", notes)
    const what = `${sized(found.files, found.bytes)} ${WORDS[args.ignored ?? "no"]}`
    return {
      explanation: `Delete ${what}`,
      deeds: found.deeds,
      reads: [repository.work],
      notes,
      answer: answered(`${what} deleted`, [])
    }
  })
})
