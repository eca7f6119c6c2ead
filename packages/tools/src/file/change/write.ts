/**
 * Writes a text to a new file, with the folders on the way. A file that has the name already is replaced: that is named
 * exactly, so it is a change (risk 2) and the old one goes to the trash. The text ends with a line end unless `exact`.
 */
import { defineAction, PathBytes } from "@zenus/core"
import * as Schema from "effect/Schema"
import { formatBytes } from "../../action/formatBytes.ts"
import { answered, shown } from "../../action/answers.ts"
import { flag, text } from "../../action/field.ts"
import { fileToWrite } from "../../place/fileToWrite.ts"
import { knownIdentity } from "../../place/planned.ts"
import { attempt } from "../../action/trouble.ts"
import { said } from "../../action/wording.ts"

/** Text as bytes: UTF-8, names with undecodable bytes as those bytes, and what is neither as U+FFFD. */
export const bytesOf = (content: string): Uint8Array =>
  PathBytes.isRepresentable(content) ? PathBytes.toBytes(content) : new TextEncoder().encode(content)

/** A text file ends with a line end (POSIX 3.206); an empty one stays empty. */
export const withLineEnd = (content: string): string =>
  content === "" || content.endsWith("\n") ? content : `${content}\n`

export const write = defineAction({
  name: "write",
  description: "Write a text to a new file, or replace what is in a file",
  args: Schema.Struct({
    path: text("the file to write"),
    text: text("the text that will be in it"),
    exact: flag("write the text as it is, without adding a line end (default false)")
  }),
  risk: 1,
  undo: "trash",
  timeoutMs: 60_000,
  parallel: true,
  phrases: said([
    "write|put|save|store|place|enter [text|string|line|word|words|sentence|phrase|message|content|value] {text:quotedterm|content} to|into|in|inside [new|text] [file] [called|named] {path:path} [, replacing_what_is_there|, replacing_its_content|, overwriting_it]",
    "<create> [new|text|small|simple] file {path:path} [which|that] with|containing|having|contains|holding|holds text|content|contents|line|string|word|words {text:content} [inside|in_it|as_content|as_its_content]",
    "<create> [new|text|small|simple] file {path:path} [which|that] with|containing|having|contains|holding|holds {text:quotedterm} [inside|in_it|as_content|as_its_content]",
    "<create> [new|text|small|simple] file {path:path} [which|that] containing|contains|holding|holds {text:content} [inside|in_it]",
    "<create> {path:file} with|containing text|content|contents|line|string|word|words {text:content} [inside|in_it]",
    // Unquoted words behind "with" may say anything of the file ("with a newline in its name").
    "<create> {path:file} with|containing {text:quotedterm} [inside|in_it]",
    "<create> file {path:path} that_says|saying|that_reads|reading|which_says|and_write|and_put|with_the_content [text|line] {text:content} [in_it|into_it|inside|to_it|inside_it]",
    "<create> [text] file {path:path} whose content|contents is|are {text:content}",
    "save|write|store|put|output|redirect|export|dump|record|place|keep {text:result} to|into|in|as|inside [new|text] [file] [called|named] {path:path}",
    "replace content|contents|everything|text of|in {path:file} with|by {text:content}",
    "overwrite {path:filepath} with {text:content}",
    "overwrite {path:file} with {text:quotedterm}"
  ]),
  examples: [
    "write 'hello world' to a new file greeting.txt",
    "create a file named notes.txt with the text 'buy milk'",
    "put 'port=80' into conf/app.ini"
  ],
  look: (args, context) =>
    attempt("Write the file", () => {
      const { path, existing, missing, notes } = fileToWrite("write", args.path, context)
      const bytes = bytesOf(args.exact === true ? args.text : withLineEnd(args.text))
      const identity = existing === null ? null : knownIdentity(existing)
      const size = formatBytes(bytes.length)
      const name = shown(path, context)
      return {
        explanation:
          existing === null
            ? `Create ${name} (${size})`
            : `Replace the content of ${name} (${formatBytes(existing.size)} -> ${size})`,
        deeds: [
          ...missing.map((folder) => ({ do: "make-folder", path: folder }) as const),
          {
            do: "put",
            path,
            content: { kind: "bytes", bytes },
            bytes: bytes.length,
            as: existing === null ? "create" : "replace",
            ...(identity === null ? {} : { replaces: identity })
          }
        ],
        notes,
        paths: [path],
        answer: answered(existing === null ? `${name} created (${size})` : `${name} replaced (${size})`, [path])
      }
    })
})
