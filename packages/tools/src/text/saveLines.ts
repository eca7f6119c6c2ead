/**
 * A result that is shown, or saved to a file: then it is computed while planning, so that the plan knows its size, and becomes
 * one put. An existing file is named exactly, so it is replaced (risk 2, the old one to the trash).
 */
import { type Deed, type LookContext, type Output, type Prepared, StepFailed, type ToolError } from "@zenus/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { answered, shown } from "../action/answers.ts"
import { fileToWrite } from "../place/fileToWrite.ts"
import { knownIdentity } from "../place/planned.ts"
import { attempt } from "../action/trouble.ts"
import { formatBytes } from "../action/formatBytes.ts"
import { encodeText } from "../lines/lineStream.ts"
import { openSources, type SourceArgs, type Sources, mustHaveSource, readingText } from "./textSources.ts"

/** Largest result that is saved, bytes. */
export const MAX_SAVED = 256 * 1024 * 1024

export const toField = {
  to: Schema.optionalKey(Schema.String.annotate({ description: "a file to save the result to, instead of showing it" }))
}

const collect = async (output: Output): Promise<Uint8Array> => {
  if (output.bytes === undefined) {
    return encodeText(output.lines.map((line) => `${line}\n`).join(""), "utf8")
  }
  const slices: Array<Uint8Array> = []
  let total = 0
  for await (const slice of output.bytes) {
    total += slice.length
    if (total > MAX_SAVED) {
      throw new StepFailed({
        doing: "Save the result",
        reason: `it is larger than ${formatBytes(MAX_SAVED)}.`,
        hints: ["Take a part of the text, or send the answer into a file with the shell."]
      })
    }
    slices.push(slice)
  }
  return Buffer.concat(slices)
}

const saving = (
  explanation: string,
  to: string,
  bytes: Uint8Array,
  sources: Sources,
  context: LookContext
): Prepared => {
  const { path, existing, missing, notes } = fileToWrite("Save the result", to, context)
  const identity = existing === null ? null : knownIdentity(existing)
  const own = sources.all.some((source) => source.path === path)
  const deeds: ReadonlyArray<Deed> = [
    ...missing.map((folder) => ({ do: "make-folder", path: folder }) as const),
    {
      do: "put",
      path,
      content: { kind: "bytes", bytes },
      bytes: bytes.length,
      as: existing === null ? "create" : own ? "modify" : "replace",
      ...(identity === null ? {} : { replaces: identity })
    }
  ]
  const name = shown(path, context)
  const verb = existing === null ? "saved to" : own ? "changed" : "replaced"
  const answer =
    existing === null
      ? `${formatBytes(bytes.length)} saved to ${name}`
      : `${name} ${verb} (${formatBytes(bytes.length)})`
  return {
    explanation: `${explanation} and save it to ${name}${existing === null ? "" : " (which is there and will be replaced)"}`,
    deeds,
    notes,
    ...(existing === null ? {} : { undo: "trash" as const }),
    paths: [path],
    reads: sources.about.paths ?? [],
    answer: answered(answer, [path])
  }
}

/** Shown without `to`; with it, saved. */
export const showOrSave = (
  action: string,
  explanation: string,
  args: SourceArgs & { readonly to?: string },
  context: LookContext,
  work: (sources: Sources, signal: AbortSignal) => Promise<Output>
): Effect.Effect<Prepared, ToolError> => {
  const { to } = args
  if (to === undefined) return readingText(action, explanation, args, context, work)
  return mustHaveSource(action, args).pipe(
    Effect.andThen(openSources(args, context, {})),
    Effect.flatMap((sources) =>
      attempt(explanation, async (signal) => {
        const bytes = await collect(await work(sources, signal))
        return saving(explanation, to, bytes, sources, context)
      })
    )
  )
}
