/**
 * How much asking for a plan uses at the least: what every such call holds money for, whatever the request and the folder say. Pure.
 */
import type { TokenUsage } from "../../cost/priceUsage.ts"
import { atMost } from "../../routing/promptSize.ts"
import { systemText } from "./prompt.ts"
import { replyTools } from "./replyTools.ts"

/** `table` as `describeTools` gives it: with an empty request, and the longest answer. */
export const leastPlan = (table: string): TokenUsage =>
  atMost({ system: systemText(table), tools: replyTools, messages: [] })

/** The same of a question that is as short as can be. */
export const leastQuestion = (): TokenUsage => atMost({ messages: [] })
