/** One deed: the clause as it stands, then with more and more of its wrapping taken away, and from some point on only what reads. */
import { candidatesOf } from "./chooseCandidate.ts"
import { lowAt, type Referents } from "./Reading.ts"
import { fronted, topic, withoutAssurance, withoutBrackets, withoutParentheses } from "./rewordClause.ts"
import { type ClauseResult, NONE, type Session, type Tokens } from "./Session.ts"
import { trim, withoutClosers, withoutOpeners, withoutTail } from "./unwrap.ts"

const keyOf = (tokens: Tokens, referents: Referents): string =>
  `${tokens.map((token) => `${token.kind}\u0001${token.low}`).join("\u0002")}\u0003${referents.things.map((thing) => thing.path ?? JSON.stringify(thing.selection)).join()}\u0003${referents.result ?? ""}`

/** One deed: the clause as it stands, then with more and more of its wrapping taken away. */
export const readClause = (session: Session, tokens: Tokens, referents: Referents): ClauseResult => {
  const key = `${session.later}${keyOf(tokens, referents)}`
  const known = session.clauses.get(key)
  if (known !== undefined) return known
  const result = readClauseNew(session, trim(tokens), referents)
  session.clauses.set(key, result)
  return result
}

const readClauseNew = (session: Session, tokens: Tokens, referents: Referents): ClauseResult => {
  let vague: ClauseResult = NONE
  const attempt = (
    some: Tokens,
    doubt: number,
    readOnly = false,
    with_: Referents = referents,
    deep = false
  ): ClauseResult | null => {
    const result = candidatesOf(session, some, with_, doubt, readOnly, deep)
    if (result.kind === "read") return result
    if (result.kind === "vague" && vague.kind === "none") vague = result
    return null
  }
  const stages: Array<Tokens> = []
  for (const opened of withoutOpeners(tokens)) for (const closed of withoutClosers(opened)) stages.push(closed)
  for (const stage of stages) {
    const result = attempt(stage, 0)
    if (result !== null) return result
  }
  const plain = stages.at(-1) ?? tokens
  // A vague deed stays vague: nothing is taken away to make it definite.
  if (vague.kind !== "none") return vague
  for (const stage of new Set(stages)) {
    // "recursively rename …": of the files of that deed.
    if (lowAt({ tokens: stage }, 0) === "recursively") {
      const result = attempt(trim(stage.slice(1)), 0, false, referents, true)
      if (result !== null) return result
    }
    for (const moved of fronted(session, stage, referents)) {
      const result = attempt(moved, 0.02)
      if (result !== null) return result
    }
    const bare = withoutBrackets(stage)
    if (bare.length < stage.length) {
      const result = attempt(bare, 0.02)
      if (result !== null) return result
    }
  }
  if (vague.kind !== "none") return vague
  const tail = withoutTail(plain) ?? withoutTail(tokens)
  if (tail !== null && tail.length > 0 && tail.length < tokens.length) {
    const result = readClause(session, tail, referents)
    if (result.kind === "read") return { kind: "read", best: { ...result.best, doubt: result.best.doubt + 0.02 } }
    if (result.kind === "vague") return result
  }
  for (const stage of [tokens, plain]) {
    const about = topic(session, stage, referents)
    if (about === null) continue
    for (const opened of withoutOpeners(about.rest))
      for (const closed of withoutClosers(opened)) {
        const result = attempt(closed, 0.03, true, about.referents)
        if (result !== null) return result
      }
  }
  // From here on only what reads.
  const assured = withoutAssurance(plain) ?? withoutAssurance(tokens)
  if (assured !== null && assured.length > 0) {
    const result = readClause(session, assured, referents)
    if (result.kind === "read" && result.best.entry.action.risk === 0) return result
  }
  const bare = withoutParentheses(plain)
  if (bare !== null) {
    for (const opened of withoutOpeners(trim(bare)))
      for (const closed of withoutClosers(opened)) {
        const result = attempt(closed, 0.08, true)
        if (result !== null) return result
      }
  }
  return vague
}
