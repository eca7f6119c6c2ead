/** Documents for programs: paths relative to the working folder, at most 1,000 effects a step in `run` (contract §5). Pure. */
import { PathText, type Plan, type Recoverable, type Report, type StepReport } from "@zenus/core"

const RUN_EFFECTS = 1_000

/** `limit` null: all effects. */
export const planJson = (plan: Plan, limit: number | null): unknown => {
  const relative = (path: string): string => PathText.relativeTo(plan.cwd, path)
  return {
    request: plan.request,
    goal: plan.goal,
    provider: plan.provider,
    confidence: plan.confidence,
    status: plan.status,
    requiresConfirmation: plan.requiresConfirmation,
    steps: plan.steps.map((step) => {
      const effects = limit === null ? step.effects : step.effects.slice(0, limit)
      const omitted = step.effects.length - effects.length
      return {
        id: step.id,
        tool: step.tool,
        action: step.action,
        args: step.args,
        risk: step.risk,
        undo: step.undo,
        dependsOn: step.dependsOn,
        explanation: step.explanation,
        count: step.count,
        bytes: step.bytes,
        effects: effects.map((effect) => ({
          ...effect,
          ...(effect.from === undefined ? {} : { from: relative(effect.from) }),
          ...(effect.to === undefined ? {} : { to: relative(effect.to) })
        })),
        ...(omitted > 0 ? { effectsOmitted: omitted } : {}),
        ...(step.notes.length > 0 ? { notes: step.notes } : {})
      }
    }),
    refusal:
      plan.refusal === null
        ? null
        : { rule: plan.refusal.rule, reason: plan.refusal.reason, recovery: plan.refusal.recovery },
    suggestions: plan.suggestions
  }
}

const stepJson = (step: StepReport): unknown => ({
  id: step.id,
  status: step.status,
  durationMs: step.durationMs,
  count: step.count,
  output: step.output,
  ...(step.error === null ? {} : { error: step.error })
})

export const reportJson = (report: Report): unknown => ({
  status: report.status,
  transaction: report.transaction,
  plan: report.plan === null ? null : planJson(report.plan, RUN_EFFECTS),
  steps: report.steps.map(stepJson),
  answer: report.answer,
  ...(report.answerTruncated ? { answerTruncated: true } : {}),
  undoable: report.undoable,
  error: report.error,
  cost: {
    usd: report.cost.microUsd === null ? null : report.cost.microUsd / 1e6,
    inputTokens: report.cost.inputTokens,
    outputTokens: report.cost.outputTokens
  }
})

export const errorJson = (error: Recoverable): unknown => ({
  error: { tag: error._tag, message: error.message, recovery: error.recovery }
})

/** One document on one line. Escaped bytes in names become `\udcXX`, which JSON can carry. */
export const jsonLine = (document: unknown): string => `${JSON.stringify(document)}\n`
