/**
 * The offline translator: the phrases that the actions declare, read by the grammar. Deterministic: the same text at the
 * same moment in the same zone means the same. It never guesses: what it does not wholly explain is not understood, and what has
 * two meanings is ambiguous, each with requests beside it that do work.
 */
import * as Effect from "effect/Effect"
import * as PathText from "../disk/PathText.ts"
import { IntentIR, IntentStep } from "../plan/IntentIR.ts"
import type { Request } from "../plan/Request.ts"
import type { Toolbox } from "../tool/Toolbox.ts"
import { looksDated, readDates } from "./grammar/readDates.ts"
import { makeLexicon, type Lexicon, type LexiconAction } from "./grammar/Lexicon.ts"
import { indexPhrases, type PhraseIndex } from "./grammar/phraseIndex.ts"
import type { Look } from "./grammar/Reading.ts"
import { type ReadOptions, type ReadResult, readRequest } from "./grammar/readRequest.ts"
import { commonest, namesOnlyWhatIsThere } from "./grammar/suggest.ts"
import { Ambiguous, NotUnderstood, type OfflineTranslator } from "./Translator.ts"

const lexiconActions = (toolbox: Toolbox): ReadonlyArray<LexiconAction> =>
  toolbox.tools.flatMap((tool) =>
    tool.actions.map((action) => ({
      tool: tool.name,
      name: action.name,
      risk: action.risk,
      // The bundle reads the phrases of an action when they are first needed.
      get phrases() {
        return action.phrases
      },
      examples: action.examples
    }))
  )

/** What the grammar needs to know of a toolbox. Nothing is compiled yet. `index` is that of this very toolbox's phrases, where it is known. */
export const lexiconOf = (toolbox: Toolbox, index?: PhraseIndex): Lexicon => makeLexicon(lexiconActions(toolbox), index)

export type { PhraseIndex }

/** The index that a bundle holds for the toolbox that it holds. */
export const phraseIndexOf = (toolbox: Toolbox): PhraseIndex => indexPhrases(lexiconActions(toolbox))

const toIntent = (request: Request, result: Extract<ReadResult, { readonly status: "understood" }>): IntentIR =>
  new IntentIR({
    version: 1,
    goal: request.text,
    provider: "rules",
    confidence: result.confidence,
    steps: result.steps.map(
      (step, index) =>
        new IntentStep({
          id: String(index + 1),
          tool: step.tool,
          action: step.action,
          args: step.args,
          ...(step.dependsOn.length > 0 ? { dependsOn: step.dependsOn } : {}),
          ...(Object.keys(step.references).length > 0 ? { references: step.references } : {})
        })
    )
  })

/** Most suggestions that are given. */
const MAX_SUGGESTIONS = 3

/**
 * Up to three suggestions that the rules themselves understand and that name nothing that is not here; where none of them is,
 * the commonest questions that are.
 */
const thatWork = (
  suggestions: ReadonlyArray<string>,
  toolbox: Toolbox,
  lexicon: Lexicon,
  options: ReadOptions
): ReadonlyArray<string> => {
  const { look } = options
  const idle = new Set(
    look === undefined
      ? []
      : toolbox.tools
          .filter(({ worksBeside }) => worksBeside !== undefined && !liesAbove(worksBeside, look))
          .map(({ name }) => name)
  )
  const works = (text: string): boolean => {
    const result = readRequest(text, lexicon, options)
    if (result.status !== "understood") return false
    if (look === undefined) return true
    return result.steps.every(({ tool }) => !idle.has(tool)) && namesOnlyWhatIsThere(result.steps, look)
  }
  const near = firstOf(
    [...new Set(suggestions)].map((one) => [one]),
    works
  )
  return near.length > 0 ? near : firstOf(commonest(lexicon), works)
}

/** How many folders up something is looked for. */
const FOLDERS_UP = 16
/** Whether a name lies in this folder or in one above it. */
const liesAbove = (name: string, look: Look): boolean =>
  Array.from({ length: FOLDERS_UP }, (_, levels) => "../".repeat(levels)).some((up) => look(up + name) !== null)

/** The first that fits of each group, until there are enough. */
const firstOf = (
  groups: ReadonlyArray<ReadonlyArray<string>>,
  fits: (text: string) => boolean
): ReadonlyArray<string> => {
  const out: Array<string> = []
  for (const group of groups) {
    if (out.length === MAX_SUGGESTIONS) break
    const found = group.find(fits)
    if (found !== undefined) out.push(found)
  }
  return out
}

/** Whether something is at an absolute path: what the rules may ask of a disk. */
export type LookAt = (path: string) => "file" | "folder" | null

/** What a word of the request names on the disk, so that "zip logs" means the folder logs where there is one. */
const lookFrom =
  (lookAt: LookAt, request: Request): Look =>
  (path) => {
    if (path === "" || path.includes("\0")) return null
    const whole =
      path === "~" || path.startsWith("~/") ? request.home + path.slice(1) : PathText.resolve(request.cwd, path)
    try {
      return lookAt(whole)
    } catch {
      // What cannot be looked at decides nothing.
      return null
    }
  }

/**
 * `lookAt` is asked whether names are there, to choose between readings of one word; without it words are read by themselves.
 * `indexOf` is asked with the first request, for the index of this very toolbox where it is known.
 */
export const fromRules = (
  toolbox: Toolbox,
  lookAt?: LookAt,
  indexOf?: () => PhraseIndex | undefined
): OfflineTranslator => {
  let lexicon: Lexicon | null = null
  const translate = Effect.fnUntraced(function* (
    request: Request
  ): Effect.fn.Return<IntentIR, NotUnderstood | Ambiguous> {
    const known = (lexicon ??= lexiconOf(toolbox, indexOf?.()))
    const options: ReadOptions = {
      now: request.at,
      zone: request.timeZone,
      ...(lookAt === undefined ? {} : { look: lookFrom(lookAt, request) })
    }
    let result = readRequest(request.text, known, options)
    if (result.status !== "understood" && looksDated(request.text)) {
      // Our own date words did not suffice: only now the larger reader is loaded.
      const dates = yield* readDates(request.text, options)
      if (dates.size > 0) {
        const again = readRequest(request.text, known, { ...options, dates })
        if (again.status === "understood") result = again
      }
    }
    if (result.status === "understood") return toIntent(request, result)
    const suggestions = thatWork(result.suggestions, toolbox, known, options)
    if (result.status === "ambiguous") return yield* new Ambiguous({ reason: result.reason, suggestions })
    const { advice, reason } = result
    return yield* new NotUnderstood({ reason, suggestions, ...(advice === undefined ? {} : { advice }) })
  })
  return { name: "rules", translate }
}
