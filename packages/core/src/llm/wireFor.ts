/** The protocol by its name, with what one provider wants different of it. */
import type { WireName } from "./Chat.ts"
import { anthropicWire } from "./wire/anthropic/anthropicWire.ts"
import { geminiWire } from "./wire/gemini/geminiWire.ts"
import { ollamaWire } from "./wire/ollama/ollamaWire.ts"
import type { Dialect } from "./wire/openai/encode.ts"
import { openaiWire } from "./wire/openai/openaiWire.ts"
import type { Wire } from "./wire/Wire.ts"

const wires: Readonly<Record<WireName, (dialect: Dialect | undefined) => Wire>> = {
  anthropic: () => anthropicWire,
  gemini: () => geminiWire,
  ollama: () => ollamaWire,
  openai: openaiWire
}

/** `dialect` says something to the wire `openai` alone. */
export const wireFor = ({ dialect, wire }: { readonly wire: WireName; readonly dialect?: Dialect | undefined }): Wire =>
  wires[wire](dialect)
