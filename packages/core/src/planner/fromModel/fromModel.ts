/**
 * A request planned by a model, through the router. The model is told the table of actions, the request, the time and what lies in the
 * working folder; it replies with a plan, an answer in words, a question back, or no. Its plan is held against the table and then takes
 * the same way as one of the rules: resolved, judged, agreed to. A plan that cannot be used goes back once, with all its problems, to
 * the same cascade; then the next translator is asked.
 *
 * Nothing that looks like a secret is sent: it is replaced by a mark, and put back where the plan carries the mark. What a model
 * says in words is an answer and never a deed, whatever it claims to have done. It sets no risk and reaches nothing.
 */
import * as Effect from "effect/Effect"
import * as Random from "effect/Random"
import * as Result from "effect/Result"
import type { ReadDisk } from "../../disk/Disk.ts"
import { escapeName } from "../../errors/escapeName.ts"
import type { Message } from "../../llm/Chat.ts"
import { type ChatAnswer, toolCallsOf } from "../../llm/ChatAnswer.ts"
import { type Hiding, makeHiding } from "../../llm/redact.ts"
import { IntentIR, IntentStep } from "../../plan/IntentIR.ts"
import type { Request } from "../../plan/Request.ts"
import type { ModelAsk, Routed } from "../../routing/Routed.ts"
import type { NoModelAnswered } from "../../routing/routeErrors.ts"
import type { RouterService } from "../../routing/Router.ts"
import type { Toolbox } from "../../tool/Toolbox.ts"
import type { Asking, AskModels } from "../modelAhead.ts"
import { Ambiguous, NotUnderstood, type TranslateError, type Translation } from "../Translator.ts"
import { checkSteps } from "./checkSteps.ts"
import { folderFacts } from "./folderFacts.ts"
import { roundMessages, type RoundSoFar, roundsText } from "./nextRound.ts"
import { repairText, requestText, systemText } from "./prompt.ts"
import { isJson, readReply } from "./readReply.ts"
import { replySchema, replyTools } from "./replyTools.ts"

export interface FromModelOptions {
  readonly toolbox: Toolbox
  /** What `describeTools` says of the toolbox. */
  readonly table: string
  readonly router: RouterService
  readonly disk: ReadDisk
  /** `linux`, `darwin`: for the model's guesses about the machine. */
  readonly platform: string
  /** Asked with absolute paths. */
  readonly neverRead: (path: string) => boolean
  /** Keys that are in use here: never sent, in whatever text they stand. */
  readonly keys: ReadonlyArray<string>
  /** Which providers and which model. */
  readonly choice: Pick<ModelAsk, "model" | "provider" | "cascade">
}

/** Characters of an unusable answer that go back with the problems; a longer one is told of and not repeated. */
const MAX_ECHO = 32_768

/** A mark of 26 letters and digits, drawn anew for each request. */
const newMark = Effect.map(
  Effect.replicateEffect(Random.nextIntBetween(0, 36 ** 5), 5),
  (numbers) => `m${numbers.map((number) => number.toString(36).padStart(5, "0")).join("")}`
)

/** Whether a shell would read the words between double quotes as they are. */
const isPlain = (text: string): boolean => !/["`$\\!]/.test(text)

const shownText = (text: string, { show }: Hiding): string => {
  const shown = show(text)
  return typeof shown === "string" ? shown : text
}

/** A line for a person, with the secrets in their places. */
const told =
  (hiding: Hiding) =>
  (text: string): string =>
    escapeName(shownText(text, hiding))

/** The arguments with the secrets in their places. */
const withSecrets = (intent: IntentIR, { show }: Hiding): IntentIR =>
  new IntentIR(
    {
      ...intent,
      steps: intent.steps.map((step) => {
        const args = show(step.args)
        return new IntentStep({ ...step, args: isJson(args) ? args : step.args }, { disableChecks: true })
      })
    },
    { disableChecks: true }
  )

/** The answer that cannot be used, and why, as the next messages of the conversation. */
const complaint = (answer: ChatAnswer, problems: ReadonlyArray<string>): ReadonlyArray<Message> => {
  const text = repairText(problems)
  const calls = toolCallsOf(answer)
  const size = answer.content.reduce(
    (sum, part) => sum + (part.type === "tool-call" ? part.inputText.length : part.text.length),
    0
  )
  const asUser: Message = { role: "user", content: [{ type: "text", text }] }
  if (size > MAX_ECHO || size === 0) return [asUser]
  return [
    { role: "assistant", content: answer.content },
    ...(calls.length === 0
      ? [asUser]
      : calls.map(({ id, name }): Message => ({ role: "tool", id, name, text, failed: true })))
  ]
}

/** Whether somebody failed because the model knows no tools, as local servers say of small ones, or no `tool_choice`. */
const lacksTools = ({ attempts }: NoModelAnswered): boolean =>
  attempts.some(({ error, reason }) => error === "BadRequest" && /tool/i.test(reason ?? ""))

type Converse = (
  request: string,
  messages: ReadonlyArray<Message>,
  hiding: Hiding,
  asking: Asking,
  last: boolean
) => Effect.Effect<Translation, TranslateError>

const makeConverse = ({ choice, router, table, toolbox }: FromModelOptions): Converse => {
  const system = systemText(table)

  /** One question to the cascade. */
  const ask = (messages: ReadonlyArray<Message>, asking: Asking): Effect.Effect<Routed, TranslateError> => {
    const { connectWithinMs, onEvent } = asking
    const chats = {
      tools: { system, keepsSystem: true, messages, tools: replyTools, toolChoice: "required" },
      // Replies without tools are told apart by a field, which this schema has.
      object: { system, keepsSystem: true, messages, output: replySchema }
    } as const
    const once = (chat: ModelAsk["chat"]) =>
      router
        .complete({
          ...choice,
          chat,
          connectWithinMs,
          onEvent: (event) => onEvent({ type: "model.route", event })
        })
        .pipe(
          Effect.tap((routed) =>
            Effect.sync(() => onEvent({ type: "model.asked", attempts: routed.attempts, routed }))
          ),
          Effect.tapError((error) =>
            Effect.sync(() => {
              if (error._tag === "NoModelAnswered")
                onEvent({ type: "model.asked", attempts: error.attempts, routed: null })
            })
          )
        )
    return once(chats.tools).pipe(
      Effect.catchTag("NoModelAnswered", (error) => (lacksTools(error) ? once(chats.object) : Effect.fail(error)))
    )
  }

  /** Asks, and makes of the answer what it is; `last` when an answer that cannot be used is not sent back any more. */
  const converse: Converse = (request, messages, hiding, asking, last) =>
    Effect.flatMap(ask(messages, asking), ({ answer }): Effect.Effect<Translation, TranslateError> => {
      const { provider } = answer
      const again = (problems: ReadonlyArray<string>) =>
        last
          ? Effect.fail(
              new NotUnderstood({
                reason: escapeName(`the plan of ${provider} cannot be used (${problems[0] ?? "it is empty"})`),
                suggestions: []
              })
            )
          : converse(request, [...messages, ...complaint(answer, problems)], hiding, asking, true)
      const reply = readReply(answer)
      switch (reply._tag) {
        case "Text":
          return Effect.succeed({ _tag: "ModelText", text: shownText(reply.text, hiding), provider })
        case "AskBack":
          return Effect.fail(
            new Ambiguous({
              by: provider,
              reason: told(hiding)(reply.reason),
              // A suggestion is shown between quotes, to be copied into a shell.
              suggestions: reply.rephrasings.map(told(hiding)).filter(isPlain)
            })
          )
        case "Decline":
          return Effect.fail(new NotUnderstood({ reason: told(hiding)(reply.reason), suggestions: [] }))
        case "Unusable":
          return again(reply.problems)
        case "Plan": {
          const checked = checkSteps(reply.plan, { toolbox, request }, provider)
          if (Result.isFailure(checked)) return again(checked.failure)
          const intent = withSecrets(checked.success, hiding)
          const mend = (problem: string) => again([hiding.hide(problem)])
          return Effect.succeed({ _tag: "ModelPlan", intent, mend: last ? null : mend })
        }
      }
    })

  return converse
}

/** The first message of a request, its mark, and what hides its secrets. */
const begin = ({ disk, keys, neverRead, platform }: FromModelOptions, request: Request) =>
  Effect.map(newMark, (mark) => {
    const hiding = makeHiding(keys)
    const facts = folderFacts(disk, disk.realpath(request.cwd) ?? request.cwd, neverRead)
    return { mark, hiding, text: requestText({ request, platform, facts, mark, hide: hiding.hide }) }
  })

const said = (text: string): Message => ({ role: "user", content: [{ type: "text", text }] })

export const fromModel = (options: FromModelOptions): AskModels => {
  const converse = makeConverse(options)
  return (request: Request, asking) =>
    Effect.flatMap(begin(options, request), ({ hiding, text }) =>
      converse(request.text, [said(text)], hiding, asking, false)
    )
}

/** Plans round `rounds.length + 1` of at most `most`; a `ModelText` ends the run with its answer. */
export type PlanRound = (
  request: Request,
  rounds: ReadonlyArray<RoundSoFar>,
  most: number,
  asking: Asking
) => Effect.Effect<Translation, TranslateError>

/** A request in rounds (`nextRound.ts`), under the same rules as a plan made at once. */
export const planRound = (options: FromModelOptions): PlanRound => {
  const converse = makeConverse(options)
  return (request, rounds, most, asking) =>
    Effect.flatMap(begin(options, request), ({ hiding, mark, text }) => {
      const opening = `${text}\n${roundsText(rounds.length + 1, most)}`
      const messages = [said(opening), ...roundMessages(rounds, mark, hiding.hide)]
      return converse(request.text, messages, hiding, asking, false)
    })
}
