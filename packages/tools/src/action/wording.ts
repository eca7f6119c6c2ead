/**
 * How the actions write their phrases: rows of a template, or of a template and what its wording fixes. The constants are pieces
 * of templates that several actions share; the syntax is told at `Phrase` in core.
 */
import { type Phrase, phrase } from "@zenus/core"

export type Row = string | readonly [say: string, set: Readonly<Record<string, unknown>>]

/** Rows to phrases. */
export const said = (rows: ReadonlyArray<Row>): ReadonlyArray<Phrase> =>
  rows.map((row) => (typeof row === "string" ? phrase(row) : phrase(row[0], row[1])))

/** "ignoring case", anywhere in the request. */
export const ANY_CASE = "~[<anycase> -> anyCase=true]"

/** "as a whole word". */
export const WHOLE_WORD = "~[as|only whole|entire word|words [only] -> wholeWord=true]"

/** "and save the result to x", "and show it". */
export const SAVE =
  "~[and save|write|store|put|output [it|result|results|output|them|that] to|into|in|as [new] [file] [called|named] {to:path}] ~[, save|write|store|saving|writing [it|result|results|output|them|that] to|into|in|as [new] [file] [called|named] {to:path}] ~[and show|print|display|output|give [me] [it|them|result|results|output]] ~[to|into [file] {to:filepath}]"

/** Every way to write the name of a checksum. */
export const ALGORITHM =
  "{algorithm:choice(md5|md5sum=md5|md-5=md5|sha1|sha1sum=sha1|sha-1=sha1|sha_1=sha1|sha224|sha256|sha256sum=sha256|sha-256=sha256|sha_256=sha256|sha384|sha512|sha512sum=sha512|sha-512=sha512|sha_512=sha512)}"

/** What a long listing shows. */
export const LONG = { details: ["mode", "owner", "group", "size", "modified"] }

/** "but keep the original". */
export const KEEP =
  "~[but|and keep|leave [original|compressed|packed|archive|source|zip|gz|zipped|old|archived] [file|files|archive|one|version|copy|archives|it] -> keepSource=true] ~[keeping|leaving|while_keeping|without_deleting|without_removing [original|compressed|archive|source|zip|gz|the] [file|files|archive|one|archives|it] -> keepSource=true]"

/** "with a time of 2023-01-01, owner of 0, and group of 0". */
export const OWNERS =
  "~[with|and|, [a|an|the] time|timestamp|modification_time|mtime|date of|set_to {time:instant}] ~[with|and|, [a|an|the] owner of|id|set_to|user {owner:number}] ~[with|and|, [a|an|the] group of|id|set_to {group:number}]"

/** "in this repository", where it says nothing more. */
export const REPO = "[in|of|from|for|on] [this|the|my|our] [current] [git] [repo|repository|project]"
