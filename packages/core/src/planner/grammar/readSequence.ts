/**
 * Several deeds: a request is read whole first, then cut where both sides can be read, each knowing what the one before spoke
 * of. All are understood or none is.
 */
import { escapeName } from "../../errors/escapeName.ts"
import { type Cut, cutsOf } from "./clauses.ts"
import { leavesOut } from "./keepKept.ts"
import type { Referent, Referents } from "./Reading.ts"
import { readClause } from "./readClause.ts"
import { type Candidate, type ClauseResult, isReadingOf, type Session, type Tokens } from "./Session.ts"
import { isWord } from "./Token.ts"
import { trim, withoutOpeners } from "./unwrap.ts"

/** Most deeds of one request. */
export const MAX_CLAUSES = 12

/** One deed of a request, and the verb it began with. */
export interface Step {
  readonly candidate: Candidate
  readonly verb: Tokens
}
export type SequenceResult =
  | { readonly kind: "read"; readonly steps: ReadonlyArray<Step>; readonly score: number }
  | { readonly kind: "vague"; readonly reason: string; readonly suggestions: ReadonlyArray<string> }
  | { readonly kind: "none" }

const referentsAfter = (candidate: Candidate, step: number): Referents => ({
  things: candidate.match.things.map((thing): Referent => ({ ...thing, step: String(step) })),
  result: isReadingOf(candidate) ? String(step) : null
})

/** A verb that the next part leaves out ("copy a to x and b to y"). */
const verbOf = (tokens: Tokens): Tokens => {
  const stage = withoutOpeners(trim(tokens)).at(-1) ?? tokens
  return stage.slice(0, 1).filter((token) => isWord(token) && !QUESTIONS.has(token.low))
}

const QUESTIONS = new Set([
  "which",
  "what",
  "who",
  "where",
  "when",
  "how",
  "is",
  "are",
  "do",
  "does",
  "did",
  "has",
  "have",
  "any",
  "why",
  "whose"
])

/** What "it" is behind a deed that made a file of files: those, or what was made. */
const EITHER_OF_TWO = '"it" may be what was packed, or the archive that was made of it.'
/** Deeds that make one thing out of others, and deeds that bring a thing elsewhere. */
const PACKS: ReadonlySet<string> = new Set(["archive"])
const BRINGS: ReadonlySet<string> = new Set(["move", "rename"])

/** Whether a deed brings "it" elsewhere, right behind one that made something of it. */
const meansEither = (packed: Candidate, brought: Candidate | undefined): boolean =>
  brought !== undefined &&
  PACKS.has(packed.entry.action.name) &&
  BRINGS.has(brought.entry.action.name) &&
  brought.match.phrases.some(({ referred }) => referred)

/** The request with a name instead of "it" behind `from`. */
const named = (tokens: Tokens, from: number, path: string | undefined): ReadonlyArray<string> => {
  const at = tokens.findIndex(({ low }, index) => index >= from && low === "it")
  const texts = tokens.map((token) => (token.kind === "quoted" ? `'${token.text}'` : token.text))
  return at < 0 || path === undefined
    ? []
    : [texts.with(at, `the folder '${path}'`).join(" "), texts.with(at, `'${path}.zip'`).join(" ")]
}

const KEPT_TOO = "its last words may belong to what is left out, or to what is done."
const BOTH_PLACES = "it may mean what is in both folders, or the last one as a whole."
/**
 * Whether a deed whose verb was left out takes a folder as a whole, right behind a deed on what lies in another ("delete the files
 * in a and b"): then b may as well be a place.
 */
const isAnotherPlace = (session: Session, { match }: Candidate, { things }: Referents): boolean =>
  things.some(({ kind, place }) => kind === "folder" && place === true) &&
  match.phrases.some(
    ({ named, selection }) => named && (selection.paths ?? []).some((path) => session.options.look?.(path) === "folder")
  )

/** A part without a verb of its own, as the deed of the part before it; asked back about where it may belong to that one's words. */
const readInherited = (session: Session, tokens: Tokens, referents: Referents, inherited: Tokens): ClauseResult => {
  const result = readClause(session, [...inherited, ...tokens], referents)
  if (result.kind === "none" || (result.kind === "read" && isReadingOf(result.best))) return result
  // "delete all files except photos and a.txt": what stands behind an exception goes on with it, and is to be kept.
  if (referents.things.some(({ selection }) => selection !== undefined && leavesOut(selection)))
    return { kind: "vague", reason: KEPT_TOO, suggestions: [] }
  return result.kind === "read" && isAnotherPlace(session, result.best, referents)
    ? { kind: "vague", reason: BOTH_PLACES, suggestions: [] }
    : result
}

/** A line that could only be read with the verb of the line above it, and is not; asked back about, both on one line. */
const lineWithoutDeed = (
  session: Session,
  tokens: Tokens,
  cut: Cut,
  referents: Referents,
  verb: Tokens
): SequenceResult => {
  const rest = trim(tokens.slice(cut.to))
  const end = rest.findIndex(({ kind, text }) => kind === "punct" && text === "\n")
  const line = trim(end < 0 ? rest : rest.slice(0, end))
  const [first] = line
  const last = tokens.slice(0, cut.from).findLast(({ text }) => text !== "\n")
  if (first === undefined || last === undefined || verb.length === 0) return { kind: "none" }
  if (readInherited(session, line, referents, verb).kind === "none") return { kind: "none" }
  const said = session.source.slice(first.start, line.at(-1)?.end)
  return {
    kind: "vague",
    reason: `the line "${escapeName(said)}" does not say what is to be done with it.`,
    suggestions: [`${session.source.slice(0, last.end)} and ${session.source.slice(first.start)}`]
  }
}

/** Tokens to deeds, `step` being the number of the first; `inherited` is the verb before it. */
export const readSequence = (
  session: Session,
  tokens: Tokens,
  referents: Referents,
  step: number,
  inherited: Tokens
): SequenceResult => {
  if (tokens.length === 0 || step > MAX_CLAUSES) return { kind: "none" }
  const whole = readClause(session, tokens, referents)
  if (whole.kind === "read")
    return {
      kind: "read",
      steps: [{ candidate: whole.best, verb: verbOf(tokens) }],
      score: whole.best.match.cost + whole.best.doubt
    }
  let best: SequenceResult = { kind: "none" }
  let vague: SequenceResult = whole.kind === "vague" ? whole : { kind: "none" }
  for (const cut of cutsOf(tokens)) {
    const left = readClause(session, tokens.slice(0, cut.from), referents)
    const leftRead =
      left.kind === "read"
        ? left
        : inherited.length > 0 && step > 1
          ? readInherited(session, tokens.slice(0, cut.from), referents, inherited)
          : left
    if (leftRead.kind === "vague" && vague.kind === "none") vague = leftRead
    if (leftRead.kind !== "read") continue
    const after = referentsAfter(leftRead.best, step)
    const verb = left.kind === "read" ? verbOf(tokens.slice(0, cut.from)) : inherited
    const right = readSequence(
      // A line by itself is read as if it had been typed alone.
      { ...session, later: cut.line !== true },
      tokens.slice(cut.to),
      after.things.length > 0 ? after : { ...after, things: referents.things },
      step + 1,
      // What is to be done behind a colon says so itself: "show the file with numbers: a.txt" is one deed. And a name on a line of its
      // own says nothing of the deed of the line above it: lines are pasted as they come.
      cut.colon === true || (cut.line === true && !isReadingOf(leftRead.best)) ? [] : verb
    )
    if (right.kind === "vague" && vague.kind === "none") vague = right
    if (right.kind === "none" && cut.line === true && vague.kind === "none")
      vague = lineWithoutDeed(session, tokens, cut, after, verb)
    if (right.kind !== "read") continue
    if (meansEither(leftRead.best, right.steps[0]?.candidate)) {
      const path = leftRead.best.match.things.find((thing) => thing.path !== undefined)?.path
      vague = { kind: "vague", reason: EITHER_OF_TWO, suggestions: named(tokens, cut.to, path) }
      continue
    }
    const score = leftRead.best.match.cost + leftRead.best.doubt + right.score + (cut.hard ? 0 : 0.01)
    // Behind a colon stands what is to be done; before it, only what it is about.
    const steps = cut.colon === true ? right.steps : [{ candidate: leftRead.best, verb }, ...right.steps]
    if (best.kind !== "read" || score < best.score) best = { kind: "read", steps, score }
  }
  if (best.kind === "read") return best
  if (step > 1 && inherited.length > 0) {
    const again = readInherited(session, tokens, referents, inherited)
    if (again.kind === "read")
      return {
        kind: "read",
        steps: [{ candidate: again.best, verb: inherited }],
        score: again.best.match.cost + again.best.doubt + 0.05
      }
    if (again.kind === "vague") vague = again
  }
  return vague
}
