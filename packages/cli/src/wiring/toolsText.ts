/**
 * What a model is told of the tools. The bundle holds the text itself instead of this file (bundle/toolTable.mjs): making it runs the
 * schemas of all actions, which takes longer than many answers.
 */
import { makeToolbox } from "@zenus/core"
import { describeTools } from "@zenus/core/models"
import { allTools } from "@zenus/tools"

export const toolsText = (): string => describeTools(makeToolbox(allTools))
