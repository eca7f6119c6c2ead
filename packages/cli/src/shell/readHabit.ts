/**
 * What people type out of habit at any prompt: `yes`, `exit`, `ok`, `thanks`, `clear`. Each is answered as a person would expect, and none
 * does anything to a file. A "yes" is said to be no answer where nothing was asked; it never runs a program of that name.
 */
import * as Effect from "effect/Effect"
import { EXIT } from "../render/exitCode.ts"
import type { Meaning } from "../line/Meaning.ts"
import type { Reader } from "../line/ReadingWorld.ts"

const NO_QUESTION = [
  "There is no question now, so nothing was done.",
  "Say what you want done; /help shows what there is."
]
const say = (...lines: ReadonlyArray<string>): Meaning => ({ type: "say", lines, code: EXIT.done })
const word = (name: string): Meaning => ({ type: "word", name, rest: "" })

const HABITS: ReadonlyArray<readonly [says: RegExp, means: Meaning]> = [
  [
    /^(?:\/?(?:exit|quit|logout|bye|leave)|log ?out|good ?bye|ciao|see you|:q!?|:wq!?|:x|:qa!?|(?:exit|quit)(?: ?\(\)|;| \d{1,3})|close (?:the )?shell)$/,
    { type: "leave" }
  ],
  [
    /^(?:y|yes|yep|yeah|ye|sure|n|no|nope|nah|ok|okay|k|okey|fine|alright|a|e|d|r|allow|always|never|cancel|abort|stop|(?:e|edit)(?: ?\d{1,3}| step \d{1,3}))$/,
    say(...NO_QUESTION)
  ],
  [
    /^(?:thanks?|thank you(?: very much)?|thx|ty|cheers|great|nice|cool|perfect|good|well done|good job)$/,
    say("You are welcome.")
  ],
  [
    /^(?:hi|hello|hey|good (?:morning|evening|day|afternoon))(?: there| zenus)?$/,
    say("Hello. Say what you want done, for example: list the files here", "/help shows what there is.")
  ],
  [/^(?:clear|cls|clear (?:the )?screen)$/, word("clear")],
  [
    /^(?:help|\?|man|usage|help me|what can (?:you|i|zenus) (?:do|say|ask)(?: here)?|commands|--help|-h)$/,
    word("help")
  ],
  [/^(?:history|(?:show |list |see )(?:me )?(?:the |my )?history)$/, word("history")]
]

/** Only the whole line, whatever its case and the stop behind it. */
export const readHabit: Reader = (line) => {
  const plain = line
    .toLowerCase()
    .replace(/(?<=\w)[\s.!]+$/, "")
    .replace(/\s+/g, " ")
    .trim()
  return Effect.succeed(HABITS.find(([says]) => says.test(plain))?.[1] ?? null)
}
