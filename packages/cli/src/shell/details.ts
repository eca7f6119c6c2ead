/**
 * `/details`: every path of a plan that was shown folded, in a pager, as `d` does at a question; of the last line that had one, or of one
 * by its number. Made from the line's block, and nothing is planned anew. What may surprise: of what was done it is what was planned; of
 * a line that is too long ago only its sentence is kept.
 */
import * as Effect from "effect/Effect"
import type { Plan, Recoverable } from "@zenus/core"
import { UsageError } from "../args/UsageError.ts"
import { blockOf, noSuchBlock } from "../refer/blocksNamed.ts"
import { EXIT } from "../render/exitCode.ts"
import { allEffects } from "../render/plan.ts"
import { liveFace } from "../terminal/liveFace.ts"
import { pagePlainly } from "../terminal/pagePlainly.ts"
import type { Block } from "../line/ShellState.ts"
import type { ShellContext } from "./ShellContext.ts"
import type { WordEnd } from "./WordEnd.ts"

const hasPaths = ({ plan }: Block): boolean => plan?.steps.some(({ effects }) => effects.length > 0) === true

/** The plan that is meant, or why there is none. `rest` is what follows the word: nothing, `#3` or `3`. Pure. */
export const planNamed = (blocks: ReadonlyArray<Block>, rest: string): Plan | { readonly why: string } => {
  const [, digits] = /^#?(\d{1,9})$/.exec(rest) ?? []
  if (rest !== "" && digits === undefined) return { why: `${rest} is no line of this shell: write /details #3.` }
  const number = Number(digits)
  const block = digits === undefined ? blocks.findLast(hasPaths) : blockOf(blocks, number)
  if (block === undefined)
    return { why: digits === undefined ? "No line here has had a plan with paths yet." : noSuchBlock(blocks, number) }
  if (block.plan !== null && hasPaths(block)) return block.plan
  return {
    why:
      block.plan?.steps.some(({ count, risk }) => count > 0 && risk > 0) === true
        ? `#${block.number} is too long ago: its paths are not kept any more.`
        : `#${block.number} had no plan with paths.`
  }
}

export const details = (shell: ShellContext, rest: string): Effect.Effect<WordEnd, Recoverable> => {
  const plan = planNamed(shell.state.blocks, rest)
  if ("why" in plan) return Effect.fail(new UsageError(plan.why, ["/plan REQUEST shows one, and d at a question."]))
  const { screen } = shell.here()
  const lines = allEffects(plan)
  return Effect.as(
    shell.terminal === null ? pagePlainly(screen.note, lines) : liveFace(shell.terminal, screen).page(lines),
    { code: EXIT.done }
  )
}
