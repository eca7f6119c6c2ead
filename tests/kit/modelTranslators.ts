/** A scripted model before the rules, as the command sets them up: the real table, the real disk, no network. */
import { fromRules, makeNeverRead, makeToolbox, modelAhead, type Translator } from "@zenus/core"
import { describeTools, fromModel } from "@zenus/core/models"
import { makeNodeDisk } from "@zenus/core/node"
import { allTools } from "@zenus/tools"
import type { ScriptedRouter } from "./scriptedRouter.ts"

export interface ModelTranslatorsOptions {
  /** Default true: the rules are read before and answer after. */
  readonly rules?: boolean
  readonly rulesFirst?: boolean
  readonly neverRead?: ReadonlyArray<string>
  readonly keys?: ReadonlyArray<string>
}

const toolbox = makeToolbox(allTools)
const table = describeTools(toolbox)

export const modelTranslators = (
  router: ScriptedRouter,
  { keys = [], neverRead = [], rules = true, rulesFirst = false }: ModelTranslatorsOptions = {}
): ReadonlyArray<Translator> => {
  const offline = rules ? fromRules(toolbox) : null
  const ask = fromModel({
    toolbox,
    table,
    router,
    disk: makeNodeDisk(),
    platform: "linux",
    neverRead: makeNeverRead(neverRead, "/home/somebody"),
    keys,
    choice: {}
  })
  return [
    modelAhead({ toolbox, ask, rules: offline, rulesFirst, own: () => null }),
    ...(offline === null ? [] : [offline])
  ]
}
