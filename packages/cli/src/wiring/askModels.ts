/** What a model is told and how its answer is read, over the services of this process. In the script of models, which few starts load. */
import * as Context from "effect/Context"
import * as Redacted from "effect/Redacted"
import { type AskModels, makeNeverRead } from "@zenus/core"
import { fromModel, type FromModelOptions, Router } from "@zenus/core/models"
import type { ModelChoice } from "./translatorsOf.ts"
import type { ModelServices } from "./modelServices.ts"
import type { ModelTranslatorParts } from "./ModelTranslatorParts.ts"
import { toolsText } from "./toolsText.ts"

export const modelOptions = (
  { disk, home, models, neverRead, toolbox }: ModelTranslatorParts,
  services: Context.Context<ModelServices>,
  choice: ModelChoice
): FromModelOptions => ({
  toolbox,
  table: toolsText(),
  router: Context.get(services, Router),
  disk,
  platform: process.platform,
  neverRead: makeNeverRead(neverRead, home),
  keys: models.providers.flatMap(({ key }) => (key === null ? [] : [Redacted.value(key)])),
  choice
})

export const askModels = (
  parts: ModelTranslatorParts,
  services: Context.Context<ModelServices>,
  choice: ModelChoice
): AskModels => fromModel(modelOptions(parts, services, choice))
