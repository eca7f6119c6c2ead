/**
 * What a step of a plan is given, as text that a person can change, and back. The text is JSON: every name can be written in it exactly,
 * and what is wrong with it has a place. Whether the action takes it is for the engine to say, which decodes, plans and judges it as it
 * does any plan. Pure.
 *
 * What may surprise: an argument that an earlier step gives is not in the text, and stays so; written by hand, it no longer comes from there.
 */
import { type IntentIR, type IntentStep, IntentIR as Intent, IntentStep as Step } from "@zenus/core"

/** Characters of a text on one line; longer, every argument has its own. */
const ONE_LINE = 60
/** Characters above which nobody changes it in a line: a step over hundreds of named files. */
export const MAX_ARGUMENTS = 64 * 1024

export const argumentsText = ({ args }: Pick<IntentStep, "args">): string => {
  const whole = JSON.stringify(args)
  if (whole.length <= ONE_LINE) return whole
  const lines = Object.entries(args).flatMap(([name, value]) =>
    value === undefined ? [] : [`  ${JSON.stringify(name)}: ${JSON.stringify(value)}`]
  )
  return `{\n${lines.join(",\n")}\n}`
}

/** Names of the arguments that earlier steps give, with the step: `files from step 1`. */
export const givenByOthers = ({ references = {} }: Pick<IntentStep, "references">): ReadonlyArray<string> =>
  Object.entries(references).map(([name, { step }]) => `${name} from step ${step}`)

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** The same plan with this step given what the text says, or why that cannot be read. */
export const withArguments = (intent: IntentIR, id: string, text: string): IntentIR | { readonly problem: string } => {
  let args: unknown
  try {
    args = JSON.parse(text)
  } catch (error) {
    return { problem: `That is no JSON: ${error instanceof Error ? error.message : String(error)}` }
  }
  if (!isRecord(args)) return { problem: 'It is written as names and values: {"to": "pictures"}.' }
  const given: Record<string, unknown> = args
  return new Intent(
    {
      ...intent,
      steps: intent.steps.map((step) => {
        if (step.id !== id) return step
        const { references, ...rest } = step
        const kept = Object.entries(references ?? {}).filter(([name]) => !(name in given) || name in step.args)
        return new Step(
          { ...rest, args: given, ...(kept.length === 0 ? {} : { references: Object.fromEntries(kept) }) },
          { disableChecks: true }
        )
      })
    },
    { disableChecks: true }
  )
}
