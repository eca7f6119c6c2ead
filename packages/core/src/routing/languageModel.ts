/**
 * effect's `LanguageModel` over the router, so that a program written for effect's AI modules has the cascade, the circuits, the budgets
 * and the limits for money behind it without knowing. Errors are effect's `AiError`; `chatOfPrompt` says what is refused.
 *
 * What may surprise: the router retries and falls back by itself, so a retry around it multiplies calls; and with `streamText` the
 * provider changes before the first part only.
 */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Stream from "effect/Stream"
import * as AiError from "effect/ai/AiError"
import * as LanguageModel from "effect/ai/LanguageModel"
import type { Chat } from "../llm/Chat.ts"
import { aiErrorOf } from "./aiErrorOf.ts"
import { chatOfPrompt } from "./chatOfPrompt.ts"
import { nextParts, nothingOpen, partsOfAnswer } from "./partsOfAnswer.ts"
import { Router, type RouterService } from "./Router.ts"
import type { ModelAsk } from "./Routed.ts"

/** What every call of this model asks for; default: nothing in particular. */
export interface RoutedModelOptions extends Pick<ModelAsk, "model" | "provider" | "cascade" | "onEvent"> {
  readonly maxOutputTokens?: Chat["maxOutputTokens"]
  readonly temperature?: Chat["temperature"]
}

const askOf = (
  { maxOutputTokens, temperature, ...route }: RoutedModelOptions,
  options: LanguageModel.ProviderOptions,
  method: string
): Effect.Effect<ModelAsk, AiError.AiError> =>
  Effect.fromResult(chatOfPrompt(options)).pipe(
    Effect.mapError((reason) => AiError.make({ module: "Router", method, reason })),
    Effect.map((chat) => ({
      ...route,
      chat: {
        ...chat,
        ...(maxOutputTokens === undefined ? {} : { maxOutputTokens }),
        ...(temperature === undefined ? {} : { temperature })
      }
    }))
  )

export const makeLanguageModel = (
  router: RouterService,
  options: RoutedModelOptions = {}
): Effect.Effect<LanguageModel.LanguageModel> =>
  LanguageModel.make({
    generateText: (asked) =>
      Effect.gen(function* () {
        const ask = yield* askOf(options, asked, "generateText")
        const { answer } = yield* Effect.mapError(router.complete(ask), (error) => aiErrorOf("generateText", error))
        return partsOfAnswer(answer, asked.responseFormat.type === "json")
      }),
    streamText: (asked) =>
      Stream.unwrap(
        Effect.map(askOf(options, asked, "streamText"), (ask) =>
          router.stream(ask).pipe(
            Stream.mapError((error) => aiErrorOf("streamText", error)),
            Stream.mapAccum(() => nothingOpen, nextParts)
          )
        )
      )
  })

/** The router as effect's model. */
export const languageModelLayer = (
  options: RoutedModelOptions = {}
): Layer.Layer<LanguageModel.LanguageModel, never, Router> =>
  Layer.effect(
    LanguageModel.LanguageModel,
    Effect.flatMap(Router, (router) => makeLanguageModel(router, options))
  )
