/** Copies a repository from an address into a new folder. Only transports that move data; nothing that begins with a dash. */
import {
  BadArgument,
  defineAction,
  DeedRefused,
  type LookContext,
  PathNotFound,
  PathText,
  StepFailed
} from "@zenus/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { shown } from "../../action/answers.ts"
import { optionalText, text } from "../../action/field.ts"
import { expandHome, locateTarget } from "../../select/locate.ts"
import { attempt } from "../../action/trouble.ts"
import { count, mustPass } from "../actionParts.ts"
import { type Address, checkRefName, readAddress } from "../gitArguments.ts"
import { speaks } from "../network.ts"
import { makingDeed, makingInverse } from "../placed.ts"
import { hostOf } from "../toward.ts"
import { said } from "../../action/wording.ts"

const Args = Schema.Struct({
  url: text("address: https, http, ssh, git or file, host:path, or a folder of this machine"),
  to: optionalText("the new folder, or an existing one to put it in (default: named after the repository, here)"),
  branch: optionalText("the branch or tag to stand on (default: the one the other side has)"),
  depth: count("only the last so many commits of the history (default: all)")
})

const DOING = "Clone"

const folderState = (path: string, context: LookContext): "free" | "empty" | "full" => {
  const stat = context.disk.lstat(path)
  if (stat === null) return "free"
  return stat.type === "folder" && context.disk.list(path).length === 0 ? "empty" : "full"
}

/** Where it goes: the named folder when that is new or empty, else a new one inside it. */
const targetOf = (to: string | undefined, name: string, context: LookContext): string => {
  const named = to ?? name
  const path = locateTarget(named, context)?.path ?? PathText.normalize(expandHome(named, context))
  if (to === undefined || folderState(path, context) !== "full" || context.disk.stat(path)?.type !== "folder")
    return path
  return PathText.child(context.disk.realpath(path) ?? path, name)
}

const check = Effect.fnUntraced(function* (address: Address, target: string, context: LookContext) {
  if (address.kind === "local" && !address.text.startsWith("file:") && context.disk.stat(address.text) === null) {
    return yield* new PathNotFound({ path: address.text, near: [] })
  }
  if (folderState(target, context) === "full") {
    const reason = `${shown(target, context)} is there already and is not empty.`
    return yield* new StepFailed({ doing: DOING, reason, hints: ["Name another folder."] })
  }
  if (!target.isWellFormed()) {
    const reason = "the path is no valid UTF-8, and git cannot be started there."
    return yield* new StepFailed({ doing: DOING, reason, hints: ["Name another folder."] })
  }
})

export const clone = defineAction<typeof Args.Type>({
  name: "clone",
  description: "Clones a repository from an address into a new folder",
  args: Args,
  risk: 1,
  undo: "yes",
  repeatable: true,
  ...speaks,
  phrases: said([
    "git clone {url:cloneurl}",
    "git clone {url:cloneurl} {to:path}",
    "clone|check_out|checkout [git] [repo|repository|project] [from|at|:] {url:cloneurl}",
    "clone [git] [repo|repository|project] [from|at|:] {url:cloneurl} into|to|in|as|under [new] [folder|directory] [called|named] {to:path}",
    "clone branch {branch:branchname} of|from [repo|repository] {url:cloneurl}",
    "clone [repo|repository] {url:cloneurl} [but] [only] [with] [the] [last|latest] {depth:number} commits [only]",
    "download|get|fetch git repo|repository [from|at] {url:cloneurl}",
    "download|get git repo|repository [from|at] {url:cloneurl} into|to|in [folder] {to:path}",
    "make|get [local] copy|clone of [git] repo|repository {url:cloneurl} [in|into|at {to:path}]"
  ]),
  examples: [
    "clone https://example.com/team/tool.git into Projects/tool",
    "git clone https://example.com/team/tool.git"
  ],
  inverse: makingInverse,
  look: Effect.fnUntraced(function* (args, context) {
    const address = readAddress("clone", args.url, context)
    if (address instanceof BadArgument || address instanceof DeedRefused) return yield* address
    if (args.to?.startsWith("-") === true) {
      const reason = `The folder ${args.to} begins with a dash: git would read it as an option.`
      return yield* new DeedRefused({ rule: "git-option", reason, hints: ["Name it as ./-name if you mean it."] })
    }
    if (args.branch !== undefined) yield* mustPass(checkRefName("clone", "branch", args.branch))
    if (args.to === undefined && (address.name === "" || address.name.startsWith("-") || address.name === "..")) {
      const reason = "the address does not tell what the folder should be called."
      return yield* new BadArgument({ action: "clone", reason, hints: ["Name the folder."] })
    }
    const target = yield* attempt(DOING, () => targetOf(args.to, address.name, context))
    yield* check(address, target, context)
    const { branch, depth } = args
    return {
      explanation: `Clone ${address.shown} into ${shown(target, context)}`,
      deeds: [],
      reads: address.kind === "local" && address.text.startsWith("/") ? [address.text] : [],
      writes: [target],
      paths: [target],
      notes: ["How much it is shows only while it is cloned."],
      own: makingDeed({
        doing: DOING,
        effects: [{ op: "create", to: target, detail: `clone of ${address.shown}` }],
        env: context.env,
        target,
        command: (staged) => [
          "clone",
          "--progress",
          "--no-recurse-submodules",
          ...(branch === undefined ? [] : [`--branch=${branch}`]),
          ...(depth === undefined ? [] : [`--depth=${depth}`]),
          "--",
          address.text,
          staged
        ],
        timeoutMs: speaks.timeoutMs,
        host: hostOf(address.text),
        answer: { lines: [`${address.shown} cloned into ${shown(target, context)}`], paths: [target] }
      })
    }
  })
})
