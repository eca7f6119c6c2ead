/**
 * A server on somebody's own machine has the models that were fetched to it, and nobody can know which. Where its usual model is not
 * there and nobody asked for that one by name, the first that it lists is asked instead, and from then on in this process.
 *
 * What may surprise: models that only make vectors are passed over by their names, since the list does not say what a model is for.
 */
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import type { Chat } from "./Chat.ts"
import type { ModelInfo } from "./ChatAnswer.ts"
import type { ProviderService } from "./Provider.ts"
import type { ProviderError } from "./ProviderError.ts"

/** Families of models that answer no chat. */
const VECTORS = /embed|minilm|(?:^|[/-])bge-|(?:^|[/-])e5-/i

/** The first model that is for chats; undefined where there is none. */
export const firstForChats = (models: ReadonlyArray<ModelInfo>): string | undefined =>
  models.find(({ id }) => !VECTORS.test(id))?.id

/** `usual` is the model that stands for "whichever you have". */
export const withAnyModel = (service: ProviderService, usual: string): ProviderService => {
  let found: string | undefined
  const of = (chat: Chat): Chat => (chat.model === usual && found !== undefined ? { ...chat, model: found } : chat)

  /** The chat for another model; fails as the call did where there is none, or nobody would be served by one. */
  const other = (chat: Chat, error: ProviderError): Effect.Effect<Chat, ProviderError> =>
    error.reason !== "ModelUnknown" || chat.model !== usual
      ? Effect.fail(error)
      : Effect.flatMap(
          Effect.orElseSucceed(service.models, () => []),
          (models) => {
            const model = firstForChats(models)
            if (model === undefined || model === usual) return Effect.fail(error)
            found = model
            return Effect.succeed({ ...chat, model })
          }
        )

  return {
    name: service.name,
    models: service.models,
    complete: (chat) =>
      Effect.suspend(() => service.complete(of(chat))).pipe(
        Effect.catch((error) => Effect.flatMap(other(chat, error), service.complete))
      ),
    stream: (chat, bounds) =>
      Stream.suspend(() => service.stream(of(chat), bounds)).pipe(
        Stream.catch((error) => Stream.unwrap(Effect.map(other(chat, error), (again) => service.stream(again, bounds))))
      ),
    tell: (chat, told, bounds) =>
      Effect.suspend(() => service.tell(of(chat), told, bounds)).pipe(
        Effect.catch((error) => Effect.flatMap(other(chat, error), (again) => service.tell(again, told, bounds)))
      )
  }
}
