/**
 * Questions about a deed: "explain what deleting node_modules would do", "what would happen if I moved them", "how would you tidy up?". They
 * act on nothing: the plan of the deed is shown, and it ends there.
 */
import * as Effect from "effect/Effect"
import { readReference } from "../refer/readReference.ts"
import type { Meaning } from "../line/Meaning.ts"
import { isUnderstood, type Reader } from "../line/ReadingWorld.ts"

const ABOUT: ReadonlyArray<RegExp> = [
  /^(?:please )?(?:explain|tell me|show me|describe|say)(?: to me)? what (.+?) (?:would|will|does|could) (?:do|change|mean|cause|delete|remove|move)(?: here| exactly)?$/is,
  /^what (?:would|will|does|could) (.+?) (?:do|change|mean|cause|delete|remove|move)(?: here| exactly)?$/is,
  /^(?:please )?(?:(?:explain|tell me|show me|describe)(?: to me)? )?what (?:would|will|could) happen (?:if|when) (?:i|you|we|zenus) (?:were to |would |should )?(.+)$/is,
  /^what (?:would|will|do) you do (?:if i (?:said|say|asked(?: you)? to|typed)|for|to|on) (.+)$/is,
  /^(?:please )?(?:explain|tell me|show me|describe)(?: to me)? how (?:you would|would you|you'd|zenus would) (.+)$/is,
  /^how would (?:you|zenus) (.+)$/is,
  /^(?:please )?(?:explain|preview|simulate|dry[- ]run|rehearse|pretend to|plan(?: to| how to)?)[: ]\s*(.+)$/is,
  /^(?:please )?(?:show|make|give|tell)(?: me)? (?:the |a |your )?(?:plan|preview|dry[- ]run) (?:for|of|to)[: ]\s*(.+)$/is
]

const unquoted = (text: string): string => text.replace(/^(['"`])(.*)\1$/s, "$2")

/** `deleting` and `deleted` as orders: `delete`, `delet`, and where a letter was doubled `delete`, `stop`. Some of them are words. */
const asOrder = (text: string): ReadonlyArray<string> => {
  const [, verb = "", rest = ""] = /^(\S+)(.*)$/s.exec(text) ?? []
  const stem = /^(.{2,})(?:ing|ed)$/i.exec(verb)?.[1]
  if (stem === undefined) return [text]
  const single = stem.replace(/([bdgklmnprt])\1$/i, "$1")
  return [
    `${stem}e`,
    stem,
    single,
    stem.replace(/ck$/i, "c"),
    /(?:.*[^e])i$/i.test(stem) ? stem.replace(/i$/i, "y") : stem
  ]
    .map((word) => word + rest)
    .concat(text)
}

export const readQuestion: Reader = Effect.fnUntraced(function* (line, world): Effect.fn.Return<Meaning | null> {
  const asked = line
    .trim()
    .replace(/[\s?!]+$/, "")
    .replace(/(?<=[^./])\.$/, "")
  for (const about of ABOUT) {
    const match = about.exec(asked)?.[1]
    if (match === undefined) continue
    const orders = asOrder(unquoted(match.trim()))
    for (const text of orders) {
      const read = yield* world.rules(text)
      if (isUnderstood(read) || read._tag === "Ambiguous") return { type: "request", text, mode: "plan" }
      const referring = yield* readReference(text, world)
      if (referring?.type === "request") return { ...referring, mode: "plan" }
      if (referring !== null) return referring
    }
    // What the rules know as a question of its own ("explain the permissions of a.txt") is theirs.
    if (isUnderstood(yield* world.rules(line))) return null
    return { type: "request", text: world.hasModels ? line : (orders[0] ?? line), mode: "plan" }
  }
  return null
})
