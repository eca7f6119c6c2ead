/**
 * Models that plan, as this process sets them up: nothing of it is loaded before the first of them is asked. What the table of tools says
 * is made with the bundle (bundle/toolTable.mjs), so that no schema is read for it.
 */
import * as Effect from "effect/Effect"
import type { AskModels } from "@zenus/core"
import type { ModelChoice } from "./translatorsOf.ts"
import type { ModelTranslatorParts } from "./ModelTranslatorParts.ts"

/** The models of a choice, loaded and connected when they are asked. */
export const makeModelTranslator =
  (parts: ModelTranslatorParts) =>
  (choice: ModelChoice): AskModels =>
  (request, asking) =>
    Effect.gen(function* () {
      const services = yield* parts.models.services
      const { askModels } = yield* Effect.promise(() => import("./askModels.ts"))
      return yield* askModels(parts, services, choice)(request, asking)
    })
