/**
 * How do I add an action of my own, and how does the rules planner find it? `npm run example own-tool`.
 * An action is one row: what it takes, how it is said, what it would do. It returns deeds and never touches the disk.
 */
import { Request, defineAction, fromRules, makeToolbox, PathText, phrase } from "@zenus/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"

const greet = defineAction({
  name: "greet",
  description: "Write a greeting into a new file",
  args: Schema.Struct({ path: Schema.String.annotate({ description: "the new file" }) }),
  risk: 1,
  undo: "yes",
  timeoutMs: 10_000,
  parallel: true,
  phrases: [phrase("greet me in {path:path}")],
  examples: ["greet me in hello.txt"],
  look: ({ path }, { cwd }) =>
    Effect.succeed({
      explanation: `Write a greeting to ${path}`,
      deeds: [
        {
          do: "put",
          path: PathText.resolve(cwd, path),
          content: { kind: "bytes", bytes: new TextEncoder().encode("Hello!\n") },
          bytes: 7,
          as: "create"
        }
      ]
    })
})

const rules = fromRules(makeToolbox([{ name: "Greetings", description: "Greetings", actions: [greet] }]))
const request = new Request({
  text: "please greet me in hello.txt",
  cwd: "/tmp",
  home: "/tmp",
  at: 0,
  timeZone: "UTC",
  mode: "plan"
})
const intent = await Effect.runPromise(rules.translate(request))
for (const step of intent.steps) console.log(`${step.tool}.${step.action}`, JSON.stringify(step.args))
