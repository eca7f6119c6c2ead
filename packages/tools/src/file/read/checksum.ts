/** Checksums of files, one `hash  path` a line as md5sum and friends write them, or of a text, bare. Reads in slices. */
import { BadArgument, defineAction, lines, type Output } from "@zenus/core"
import { createHash } from "node:crypto"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { makeBreathe } from "../../action/breathe.ts"
import { onePass } from "../../action/passes.ts"
import { amountOf, mustBeReadable } from "../../select/content.ts"
import { describeSelection } from "../../select/describeSelection.ts"
import { hashFile } from "../../select/duplicates.ts"
import { option, optionalSelection, optionalText } from "../../action/field.ts"
import { noteOf, pathText, readingStep, readSelection, readsOf } from "../../select/reading.ts"
import { select } from "../../select/select.ts"
import { attempt } from "../../action/trouble.ts"
import { ALGORITHM, said } from "../../action/wording.ts"

export const Algorithm = Schema.Literals(["md5", "sha1", "sha256", "sha512"])

export const checksum = defineAction({
  name: "checksum",
  description: "Compute checksums (md5, sha1, sha256, sha512) of files or of a text",
  args: Schema.Struct({
    files: optionalSelection("the files to compute it of"),
    text: optionalText("a text to compute it of, instead of files"),
    algorithm: option(Algorithm, "which checksum (default sha256)")
  }),
  risk: 0,
  undo: "yes",
  timeoutMs: 3_600_000,
  parallel: true,
  phrases: said([
    `[<tell>] ${ALGORITHM} [checksum|checksums|hash|hashes|sum|sums|digest|digests|value|fingerprint] [value|values] of|for|from {files:files}`,
    `[<tell>] ${ALGORITHM} [checksum|hash|sum|digest] [value] of|for text|string|word {text:text}`,
    `[<tell>] ${ALGORITHM} {files:files}`,
    `[<tell>|generate] checksum|checksums|hash|hashes|digest|digests [value] of|for {files:files} [with|using|by [${ALGORITHM}] [algorithm]]`,
    `hash {files:files} [with|using ${ALGORITHM}]`,
    `[<tell>] {files:named} ${ALGORITHM} [checksum|hash|sum|digest]`,
    `${ALGORITHM} {files:named}`
  ]),
  examples: ["md5 checksum of package.json", "calculate the sha256 of all iso files in Downloads"],
  look: (args, context) => {
    const algorithm = args.algorithm ?? "sha256"
    const { text, files } = args
    if (text !== undefined && files === undefined) {
      const hash = createHash(algorithm).update(text).digest("hex")
      return Effect.succeed(readingStep(`Compute the ${algorithm} of a text`, [], Effect.succeed(lines(hash))))
    }
    if (files === undefined || text !== undefined) {
      return Effect.fail(
        new BadArgument({
          action: "checksum",
          reason: "it takes files or a text, one of them",
          hints: ["Name a file."]
        })
      )
    }
    const options = { lenient: files.paths === undefined, needStat: false }
    return readSelection("Compute checksums", files, context, options, (starts) =>
      readingStep(
        `Compute the ${algorithm} of ${describeSelection(files)}`,
        readsOf(starts),
        select(files, context, options).pipe(
          Effect.flatMap(({ entries, unreadable }) =>
            attempt("Compute checksums", async (signal, tell): Promise<Output> => {
              mustBeReadable(entries, context)
              const breathe = makeBreathe(signal)
              const paths = entries.map((entry) => entry.path)
              const told = onePass(tell, amountOf(context.disk, paths))
              const rows: Array<readonly [string, string]> = []
              for (const { path } of entries) {
                const hash = await hashFile(context.disk, path, Number.POSITIVE_INFINITY, algorithm, breathe, told)
                told(0, 1)
                rows.push([hash, pathText(path, context)])
              }
              return {
                lines: rows.map(([hash, name]) => `${hash}  ${name}`),
                paths,
                ...noteOf(rows.length === 0, unreadable, context)
              }
            })
          )
        )
      )
    )
  }
})
