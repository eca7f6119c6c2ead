/**
 * Which files a request speaks of: the one argument that nearly every file action shares. All
 * conditions hold together; an absent one says nothing. It is data: the planner writes it, the
 * file tools read it. The defaults are the contract's words (§4): files, not hidden, not below.
 */
import * as Schema from "effect/Schema"

const optional = Schema.optionalKey
const Names = Schema.Array(Schema.String)
const described = <S extends Schema.Top>(schema: S, description: string) => optional(schema.annotate({ description }))

/** Bytes; K, M, G are powers of 1024. */
export const SizeRange = Schema.Struct({
  over: described(Schema.Finite, "more than this many bytes"),
  atLeast: described(Schema.Finite, "this many bytes or more"),
  under: described(Schema.Finite, "fewer than this many bytes"),
  atMost: described(Schema.Finite, "this many bytes or fewer")
})
export type SizeRange = typeof SizeRange.Type

/** Instants, ISO 8601 in UTC; `from` included, `until` not. */
export const TimeRange = Schema.Struct({
  from: described(Schema.String, "this instant or later"),
  until: described(Schema.String, "before this instant")
})
export type TimeRange = typeof TimeRange.Type

export const Containing = Schema.Struct({
  text: Schema.String.annotate({ description: "what the content must hold" }),
  regex: described(Schema.Boolean, "the text is a regular expression"),
  anyCase: described(Schema.Boolean, "upper and lower case are the same"),
  wholeWord: described(Schema.Boolean, "only as a whole word")
})
export type Containing = typeof Containing.Type

export const Order = Schema.Struct({
  by: Schema.Literals(["name", "size", "modified", "extension", "path"]),
  descending: optional(Schema.Boolean)
})
export type Order = typeof Order.Type

export const FileKind = Schema.Literals(["Images", "Documents", "Audio", "Video", "Archives", "Code", "Other"])
export type FileKind = typeof FileKind.Type

export const Selection = Schema.Struct({
  paths: described(Names, "exact paths, as written; with these the walk conditions are filters on them"),
  in: described(Names, "folders to look in; the working folder by default"),
  recursive: described(Schema.Boolean, "go down into subfolders (default false)"),
  maxDepth: described(Schema.Int, "how many levels down, 1 being the folder's own entries"),
  minDepth: described(Schema.Int, "entries above this level are left out; 1 is the folder's own entries"),
  type: described(
    Schema.Literals(["file", "folder", "link", "any"]),
    "what kind of entries (default file, links to files included)"
  ),
  names: described(Names, "patterns for the name (* ? [abc]); one of them must fit"),
  notNames: described(Names, "patterns for the name that must not fit"),
  inPath: described(Names, "text that the path (relative to the start folder) must contain, all of them"),
  notInPath: described(Names, "folder names whose trees are left out"),
  keeps: described(Names, "names among those left out that must be met, or nothing is chosen"),
  nameContains: described(Names, "text that the name must contain, one of them"),
  anyCase: described(Schema.Boolean, "names and patterns fit in any case (default false; extensions always do)"),
  extensions: described(Names, "extensions without a dot, any case; one of them"),
  notExtensions: described(Names, "extensions that are left out"),
  kinds: described(Schema.Array(FileKind), "kinds by extension, as organize uses them"),
  hidden: described(
    Schema.Literals(["exclude", "include", "only"]),
    "names with a dot in front and all below such folders (default exclude)"
  ),
  size: described(SizeRange, "limits of the size"),
  modified: described(TimeRange, "limits of the modification time"),
  created: described(TimeRange, "limits of the time at which the file came to be on this disk; a disk must know it"),
  newerThan: described(Schema.String, "modified after this file was"),
  empty: described(Schema.Boolean, "only empty files or folders (true), or only such as are not (false)"),
  containing: described(Schema.Array(Containing), "text in the content, all of them"),
  notContaining: described(Schema.Array(Containing), "text that must not be in the content"),
  owner: described(Schema.String, "user name or number of the owner"),
  group: described(Schema.String, "group name or number"),
  mode: described(
    Schema.String,
    "permission bits: octal for exactly these (755), with - for all of these (-111), with / for any of these, with ! in front for not"
  ),
  brokenLinks: described(Schema.Boolean, "only links that lead nowhere"),
  duplicates: described(
    Schema.Literals(["content", "all-but-first"]),
    "files whose content another selected file has; all of them, or all but one of each"
  ),
  order: described(Order, "the order (default by path)"),
  first: described(Schema.Int, "only the first so many after ordering")
})
export type Selection = typeof Selection.Type

/**
 * A typed reference to what an earlier step gave: `paths` (becomes the `paths` of a Selection), `path` (exactly
 * one, as a string), or `text` (its answer, lines joined).
 */
export const Reference = Schema.Struct({ step: Schema.String, output: Schema.Literals(["paths", "path", "text"]) })
export type Reference = typeof Reference.Type
