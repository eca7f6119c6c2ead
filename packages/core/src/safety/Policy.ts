/** What the judge knows besides the plan: options of the user and facts of the machine, gathered by the face. Plain values, so that judging is pure. */
import type { Identity } from "../disk/Disk.ts"
import type { Risk } from "../plan/Plan.ts"

/** Takes the question away for one typed action under one folder, at risk 2 at most. */
export interface AllowRule {
  /** `FileOps.delete` */
  readonly action: string
  /** Absolute real path. */
  readonly under: string
  /** Milliseconds since 1970; `null` for no end. */
  readonly until: number | null
}

export interface PolicyOptions {
  /** Further folders that may be changed (absolute). Default none. */
  readonly roots: ReadonlyArray<string>
  /** A plan of risk 1 over more files is asked about like risk 2. Default 10,000. */
  readonly maxFiles: number
  /** The same in bytes. Default 10 GB (powers of 1024). */
  readonly maxBytes: number
  readonly allow: ReadonlyArray<AllowRule>
}
export const defaultPolicyOptions: PolicyOptions = { roots: [], maxFiles: 10_000, maxBytes: 10 * 1024 ** 3, allow: [] }

export interface Facts {
  readonly platform: "linux" | "darwin" | "other"
  /** Real path of the working folder. */
  readonly cwd: string
  /** Real path of the user's home. */
  readonly home: string
  /** Real paths of everybody's homes. */
  readonly homes: ReadonlyArray<string>
  /** Mount points, absolute. */
  readonly mounts: ReadonlyArray<string>
  /** `$TMPDIR`, real path, where it is set. */
  readonly tmpdir: string | null
  /** zenus' own files and folders: state, trash, config, cache. Real paths. */
  readonly own: ReadonlyArray<string>
  /** The state file and its companions, to know them by other names (hard links). */
  readonly ownIdentities: ReadonlyArray<Pick<Identity, "dev" | "ino">>
  /** Milliseconds since 1970. */
  readonly now: number
}

/** The trash as far as judging needs it; gathered without making anything. */
export interface TrashFacts {
  readonly canTrash: (path: string) => boolean
  /** Bytes left under the trash's size limit. */
  readonly roomBytes: number
}

/** One path that a plan would change, and how. */
export interface Target {
  readonly path: string
  readonly how: "make" | "remove" | "change"
  /** What was found there when it was looked at; absent where that is not known. */
  readonly identity?: Identity
}

export const RISK_WORDS: ReadonlyMap<Risk, string> = new Map([
  [0, "reads"],
  [1, "creates or moves"],
  [2, "changes or deletes"],
  [3, "cannot be undone"]
])
