/**
 * The rules by which a shell is not asked: those that hold until it is left, and those of the configuration as it is now, so that what is
 * revoked anywhere is asked about at once. `/allow` lists and revokes both. A rule of the session is never written anywhere.
 */
import * as Effect from "effect/Effect"
import { type AllowRule, loadConfig, quoteName, type Recoverable, removeConfig } from "@zenus/core"
import { UsageError } from "../args/UsageError.ts"
import { configuredRules, endText } from "../commands/allow.ts"
import { EXIT } from "../render/exitCode.ts"
import { table } from "../render/table.ts"
import type { Session } from "../session/Session.ts"
import { runOwnCommand } from "./ownCommand.ts"
import { lent, type ShellContext } from "./ShellContext.ts"
import type { ShellState } from "../line/ShellState.ts"
import type { WordEnd } from "./WordEnd.ts"

type Rules = ReadonlyArray<AllowRule>

/** What lets a request pass here and now, and where. Of a configuration that cannot be read no rule holds, and the roots are as they were. */
export const policyNow = (
  session: Session,
  { allowed }: Pick<ShellState, "allowed">
): Effect.Effect<{ readonly allow: Rules; readonly roots: ReadonlyArray<string> }> =>
  Effect.match(loadConfig(session.configStore, { home: session.where.home }), {
    onFailure: () => ({ allow: allowed, roots: session.config.safety.roots }),
    onSuccess: ({ config: { safety } }) => ({ allow: [...allowed, ...safety.allow], roots: safety.roots })
  })

const sameRule =
  (one: AllowRule) =>
  ({ action, under, until }: AllowRule): boolean =>
    action === one.action && under === one.under && until === one.until

/** Adds what is not there yet. */
export const allowFromNow = ({ allowed }: Pick<ShellState, "allowed">, rules: Rules): void => {
  for (const rule of rules) if (!allowed.some(sameRule(rule))) allowed.push(rule)
}

const COLUMNS = [{ title: "N" }, { title: "Action" }, { title: "Under", fit: "wrap" as const }, { title: "End" }]

/** Lines of `/allow`: the session's rules first, one numbering for all. Pure. */
export const ruleLines = (session: Rules, configured: Rules, now: number, width: number): ReadonlyArray<string> => {
  const ends = [...session.map(() => "until you leave"), ...configured.map((rule) => endText(rule, now))]
  const rows = [...session, ...configured].map(({ action, under }, at) => [
    String(at + 1),
    action,
    quoteName(under),
    ends[at] ?? ""
  ])
  return rows.length === 0
    ? ["No rules: everything at risk 2 is asked about. a at a question makes one until you leave."]
    : [
        ...table(COLUMNS, rows, { width }),
        "/allow revoke N takes one back; what cannot be undone is always asked about."
      ]
}

const list = Effect.fnUntraced(function* (session: Session, { allowed }: ShellState) {
  const configured = yield* configuredRules(session)
  for (const line of ruleLines(allowed, configured, Date.now(), session.screen.errWidth)) session.screen.note(line)
  return { code: EXIT.done } satisfies WordEnd
})

const revoke = Effect.fnUntraced(function* (session: Session, { allowed }: ShellState, word: string) {
  const configured = yield* configuredRules(session)
  const at = Number(word) - 1
  const rule = Number.isSafeInteger(at) ? [...allowed, ...configured][at] : undefined
  if (rule === undefined)
    return yield* Effect.fail(
      new UsageError(word === "" ? "It is not said which rule." : `There is no rule ${word}.`, [
        "See /allow for their numbers, then write for example: /allow revoke 1"
      ])
    )
  if (at < allowed.length) allowed.splice(at, 1)
  else yield* removeConfig(session.configStore, "safety.allow", at - allowed.length, { home: session.where.home })
  session.screen.note(`Revoked: ${rule.action} under ${quoteName(rule.under)} is asked about again.`)
  return { code: EXIT.done } satisfies WordEnd
})

/** `/allow`, `/allow revoke N`; with other words what `zenus allow` does with them. */
export const allowWord = (shell: ShellContext, rest: string): Effect.Effect<WordEnd, Recoverable> => {
  const session = shell.here()
  const [sub = "", ...words] = rest.split(/\s+/)
  if (sub === "" || (sub === "list" && words.length === 0)) return list(session, shell.state)
  if (sub === "revoke") return revoke(session, shell.state, words.join(" "))
  return Effect.map(lent(shell, runOwnCommand(shell.invocation, `allow ${rest}`, shell.state.cwd)), (code) => ({
    code
  }))
}
