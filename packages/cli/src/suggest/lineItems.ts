/** A line of the history as a list shows it: where it was typed, how long ago, and what became of it. Pure. */
import type { KeptLine } from "@zenus/core"
import type { PickItem } from "../editor/PickItem.ts"
import { shortFolder } from "../render/shortFolder.ts"
import { ageText } from "./ageText.ts"
import { isMutilated } from "./LineMemory.ts"

const OUTCOMES: Readonly<Record<NonNullable<KeptLine["outcome"]>, string>> = {
  done: "done",
  failed: "failed",
  refused: "refused",
  "not-understood": "not understood",
  ambiguous: "not clear",
  interrupted: "stopped"
}

/** `now` in milliseconds since 1970. */
export const lineItem = (line: KeptLine, home: string, now: number): PickItem => ({
  insert: line.text,
  label: line.text,
  note: [
    shortFolder(line.folder, home),
    ageText(line.at, now),
    ...(line.outcome === null ? [] : [OUTCOMES[line.outcome]]),
    ...(isMutilated(line.text) ? ["without its key"] : [])
  ].join(", ")
})
