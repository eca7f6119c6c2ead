/**
 * Sentences about zenus itself and about the repository one stands in, which no action's phrases can hold: "undo that" is a command
 * and no request, and "show the log" is git's only where there is a repository. What the rules understand as a deed is never
 * touched; a sentence of the first kind is only looked at once they did not understand it.
 */
import { Ambiguous, NotUnderstood, type OfflineTranslator, Request } from "@zenus/core"
import * as Effect from "effect/Effect"

/** Where a request is asked, as far as its words depend on it. */
export interface Surroundings {
  /** Whether the folder, or one above it, holds a repository. */
  readonly inRepository: (cwd: string) => boolean
  /** Whether files of this extension (without the dot) lie in the folder itself. */
  readonly holds: (cwd: string, extension: string) => boolean
}

interface OwnCommand {
  readonly says: RegExp
  readonly reason: string
  readonly advice: ReadonlyArray<string>
}

const LAST =
  "(?: (?:that|it|this|everything|all|of|the|my|your|last|latest|previous|recent|most|thing|things|action|change|changes|request|command|deed|deeds|step|operation|move|what|you|i|we|just|did|have|done|again|please|now))*"

const UNDO = [
  "Take back what was done last: zenus undo (in the shell: /undo)",
  "Take back something older: zenus history shows the ids, then zenus undo --id ID"
]

const OWN_COMMANDS: ReadonlyArray<OwnCommand> = [
  {
    says: new RegExp(`^(?:undo|revert|reverse|take back|take|roll back|rollback)${LAST}(?: back)?$`),
    reason: "taking back is a command of zenus, not a request.",
    advice: UNDO
  },
  {
    says: new RegExp(`^(?:redo${LAST}|do (?:it|that|this) again)$`),
    reason: "doing again is a command of zenus, not a request.",
    advice: ["Do again what the last undo took back: zenus redo (in the shell: /redo)"]
  },
  {
    says: /^(?:(?:bring|get|put|give)(?: me)? back|(?:bring|get|put|give) (?:.* )?back|restore|recover|undelete|unremove)(?: .*)?$/,
    reason: "bringing back what was deleted or changed is a command of zenus, not a request.",
    advice: UNDO
  },
  {
    says: /^(?:(?:show|list|see|print|display)(?: me)? )?(?:the |my |your |zenus )*history(?: of zenus)?$|^what (?:did|have) (?:you|zenus) (?:just )?(?:do|done|did|change|changed|delete|deleted|move|moved)$/,
    reason: "the history is a command of zenus, not a request.",
    advice: ["See what was asked and done: zenus history (in the shell: /history)"]
  }
]

/** Words alone, in lower case: what a sentence is told by. */
const plain = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[.!?]+\s*$/, "")
    .trim()
    .replace(/\s+/g, " ")
    .replace(/^(?:please|can you|could you|now) /, "")
    .replace(/ please$/, "")

/** Which command such a sentence means, or `null`. */
export const ownCommand = (text: string): Omit<OwnCommand, "says"> | null =>
  OWN_COMMANDS.find(({ says }) => says.test(plain(text))) ?? null

/** The same as the answer to it. */
export const ownSentence = (text: string): NotUnderstood | null => {
  const own = ownCommand(text)
  return own === null ? null : new NotUnderstood({ reason: own.reason, suggestions: [], advice: own.advice })
}

interface InRepository {
  readonly says: RegExp
  /** What git calls it. */
  readonly means: string
  /** The other meaning holds only where files of this extension are there. Absent: there is none in a repository. */
  readonly or?: { readonly extension: string; readonly reason: string; readonly instead: string }
}

const IN_REPOSITORY: ReadonlyArray<InRepository> = [
  { says: /^(?:show|check|see|print|display)(?: me)?(?: the)? status$|^status$/, means: "git status" },
  {
    says: /^(?:show|see|print|display)(?: me)?(?: the)? log$/,
    means: "git log",
    or: {
      extension: "log",
      reason: "the log of this repository, or the log files here.",
      instead: "list the log files"
    }
  }
]

/** What a sentence means where one stands in a repository; `null` for every other. */
export const repositoryWords = (text: string): Omit<InRepository, "says"> | null =>
  IN_REPOSITORY.find(({ says }) => says.test(plain(text))) ?? null

/** `rules`, and these words beside them. */
export const withOwnWords = (rules: OfflineTranslator, { holds, inRepository }: Surroundings): OfflineTranslator => ({
  name: rules.name,
  translate: (request) => {
    const words = repositoryWords(request.text)
    if (words !== null && inRepository(request.cwd)) {
      return words.or !== undefined && holds(request.cwd, words.or.extension)
        ? Effect.fail(new Ambiguous({ reason: words.or.reason, suggestions: [words.means, words.or.instead] }))
        : rules.translate(new Request({ ...request, text: words.means }))
    }
    return rules
      .translate(request)
      .pipe(Effect.mapError((error) => (error._tag === "NotUnderstood" ? (ownSentence(request.text) ?? error) : error)))
  }
})
