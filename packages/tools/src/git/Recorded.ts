/**
 * What the journal keeps of a git deed: the repository before it and what became of it. JSON, decoded when it comes back,
 * since another version may have written it. The bulk lies beside it in the deed's own keep folder:
 *
 *   refs            all references before, as git listed them
 *   index           the index before (a second name of the same file: git replaces its index and never writes in it)
 *   index-after     the index as the deed left it
 *   state/N, state-after/N   small files of git's own folder, copied
 *   manifest-N, fN/          which working files were put aside, and those files
 *   aN                       the deed's own files, while it is taken back
 *   before, after            these two records once more, for the deeds beside it (handover)
 */
import * as Schema from "effect/Schema"

const IdentitySchema = Schema.Struct({
  type: Schema.Literals(["file", "folder", "link", "other"]),
  dev: Schema.Finite,
  ino: Schema.Finite,
  size: Schema.Finite,
  mtimeMs: Schema.Finite
})

/** Where HEAD is: on a branch (full name, perhaps without a commit yet) or at a commit. */
export const Head = Schema.Struct({
  branch: Schema.NullOr(Schema.String),
  commit: Schema.NullOr(Schema.String)
})
export type Head = typeof Head.Type

/** What a reference holds: a commit or tag, or (`symref`) the name of another reference. */
export const RefValue = Schema.Struct({ oid: Schema.String, symref: Schema.NullOr(Schema.String) })
export type RefValue = typeof RefValue.Type

export const RefChange = Schema.Struct({
  name: Schema.String,
  old: Schema.NullOr(RefValue),
  new: Schema.NullOr(RefValue)
})
export type RefChange = typeof RefChange.Type

/** A working file as it was. `identity` is the file's, `keptIdentity` that of what lies aside (the same for a second name). */
export const FileBefore = Schema.Struct({
  path: Schema.String,
  was: Schema.NullOr(Schema.Struct({ identity: IdentitySchema, keptIdentity: IdentitySchema, kept: Schema.String }))
})
export type FileBefore = typeof FileBefore.Type

export const FolderFacts = Schema.Struct({
  mode: Schema.Int,
  /** Nanoseconds since 1970, in digits. */
  mtimeNs: Schema.String,
  atimeNs: Schema.String
})
export type FolderFacts = typeof FolderFacts.Type

export const FolderBefore = Schema.Struct({ path: Schema.String, was: Schema.NullOr(FolderFacts) })
export type FolderBefore = typeof FolderBefore.Type

export const Manifest = Schema.Struct({ files: Schema.Array(FileBefore), folders: Schema.Array(FolderBefore) })
export type Manifest = typeof Manifest.Type

/**
 * A small file in git's own folder. `firm`: the way back is barred when somebody else changed it since; otherwise it is
 * brought back only while it is as the deed left it.
 */
export const StateFile = Schema.Struct({
  path: Schema.String,
  firm: Schema.Boolean,
  /** SHA-256 of its content; `null` where there was none. */
  sum: Schema.NullOr(Schema.String)
})
export type StateFile = typeof StateFile.Type

export const Before = Schema.Struct({
  version: Schema.Literal(1),
  transaction: Schema.String,
  /** PATH, HOME and where git's configuration lies: for the way back in another process. */
  env: Schema.Record(Schema.String, Schema.String),
  /** Top of the working files, or git's own folder in a bare repository: where git is started. */
  top: Schema.String,
  gitDir: Schema.String,
  commonDir: Schema.String,
  keep: Schema.String,
  head: Head,
  /** The deed is about this working folder: HEAD and the index must still be as it left them. */
  aboutWork: Schema.Boolean,
  /** SHA-256 of the index's entries; `null` where there was no index. */
  index: Schema.NullOr(Schema.String),
  state: Schema.Array(StateFile),
  /** Milliseconds since 1970, by the file system: locks older than this are not ours. */
  startedMs: Schema.Finite
})
export type Before = typeof Before.Type

export const After = Schema.Struct({
  version: Schema.Literal(1),
  head: Head,
  refs: Schema.Array(RefChange),
  index: Schema.NullOr(Schema.String),
  /** In the order of `Before.state`. */
  state: Schema.Array(Schema.NullOr(Schema.String)),
  files: Schema.Array(Schema.Struct({ before: FileBefore, is: Schema.NullOr(IdentitySchema), aside: Schema.String })),
  folders: Schema.Array(
    Schema.Struct({ path: Schema.String, was: Schema.NullOr(FolderFacts), isMode: Schema.NullOr(Schema.Int) })
  )
})
export type After = typeof After.Type

export const decodeBefore = Schema.decodeUnknownEffect(Before)
export const decodeAfter = Schema.decodeUnknownEffect(After)
export const decodeManifest = Schema.decodeUnknownEffect(Schema.fromJsonString(Manifest))
