/**
 * What came of a plan, as lines for the model that made it: how it ended, each step, what the steps gave, what went wrong. What stands in
 * files that never go to a model is not in it: actions do not see such files, and what git prints of one is left out here as a whole.
 */
import { type Handled, type IntentIR, PathText, type Recoverable } from "@zenus/core"
import { MAX_RESULT } from "@zenus/core/iterative"

const WITHHELD = "(what it printed is not told: it shows a file that never goes to a model)"

/** Every text in a value, at any depth. */
const textsIn = (value: unknown): ReadonlyArray<string> =>
  typeof value === "string"
    ? [value]
    : typeof value === "object" && value !== null
      ? Object.values(value).flatMap(textsIn)
      : []

/** The files that a printed difference is about. */
const differing = (text: string): ReadonlyArray<string> =>
  [...text.matchAll(/^(?:diff --git "?a\/(.+?)"? "?b\/.*|(?:\+\+\+|---) "?[ab]\/(.+?)"?)$/gm)].flatMap(
    ([, one, other]) => [one ?? other ?? ""]
  )

/** Another program printed it, so what it may not show is told by what it speaks of. */
const showsHidden = (intent: IntentIR, answer: string, cwd: string, neverRead: (path: string) => boolean): boolean => {
  const isHidden = (name: string): boolean => name !== "" && neverRead(PathText.resolve(cwd, name))
  return (
    intent.steps.some(({ tool }) => tool === "GitOps") &&
    [...intent.steps.flatMap(({ args }) => textsIn(args)), ...differing(answer)].some(isHidden)
  )
}

const errorText = ({ message, recovery }: Pick<Recoverable, "message" | "recovery">): ReadonlyArray<string> => [
  `Error: ${message}`,
  ...recovery
]

export interface Told {
  readonly handled: Handled
  /** All that the steps gave. */
  readonly answer: string
  readonly intent: IntentIR
  readonly cwd: string
  readonly neverRead: (path: string) => boolean
}

export const tellResult = ({ answer, cwd, handled, intent, neverRead }: Told): string => {
  const { report, outputs } = handled
  const steps = report.steps.map((step) => {
    const planned = report.plan?.steps.find(({ id }) => id === step.id)
    const count = step.count > 0 ? `, ${step.count} done` : ""
    const error = step.error === null ? "" : `: ${step.error.message}`
    return `Step ${step.id} (${planned?.explanation ?? ""}): ${step.status}${count}${error}`
  })
  const printed = showsHidden(intent, answer, cwd, neverRead) ? WITHHELD : answer
  return [
    ...steps,
    ...(printed === "" ? [] : ["It gave:", printed.slice(0, MAX_RESULT * 2)]),
    ...outputs.flatMap(({ note }) => (note === undefined ? [] : [`Note: ${note}`])),
    ...(report.error === null ? [] : errorText(report.error))
  ].join("\n")
}
