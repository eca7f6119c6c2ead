/**
 * Why the state file cannot serve. One class per reaction: wait, make room, upgrade, move the file aside, or be
 * the right user. None of them means that anything was lost: a store that cannot be opened is not touched.
 */
import * as Schema from "effect/Schema"
import type { Recoverable } from "../errors/Recoverable.ts"
import { escapeName } from "../errors/escapeName.ts"

/** Another process held the write lock for longer than the timeout. */
export class StoreBusy
  extends Schema.TaggedError<StoreBusy>()("StoreBusy", {
    file: Schema.String,
    waitedMs: Schema.Int
  })
  implements Recoverable
{
  override get message(): string {
    return `The state file ${escapeName(this.file)} was held by another process for ${this.waitedMs} ms.`
  }
  get recovery(): ReadonlyArray<string> {
    return ["Wait until the other zenus is done, then try again."]
  }
}

/** The file is no database, or a damaged one. */
export class StoreCorrupt
  extends Schema.TaggedError<StoreCorrupt>()("StoreCorrupt", {
    file: Schema.String,
    reason: Schema.String,
    /** Of another program: nothing of ours is in it. */
    foreign: Schema.optionalKey(Schema.Boolean),
    /** The first place of the trash, absolute. */
    trash: Schema.optionalKey(Schema.String)
  })
  implements Recoverable
{
  override get message(): string {
    return `The state file ${escapeName(this.file)} cannot be read: ${this.reason}.`
  }
  get recovery(): ReadonlyArray<string> {
    const aside =
      "Move it aside, together with the files of the same name that end in -wal and -shm; the next command starts a new one."
    if (this.foreign === true) return [aside]
    const place = this.trash === undefined ? "" : ` (${escapeName(this.trash)}, elsewhere .zenus-trash-*)`
    return [
      aside,
      `History and undo of what it held are gone with it; files in the trash${place} stay where they are, under numbers instead of names.`
    ]
  }
}

/** The file was written by a newer zenus; this one would not understand it. */
export class StoreTooNew
  extends Schema.TaggedError<StoreTooNew>()("StoreTooNew", {
    file: Schema.String,
    version: Schema.Int,
    known: Schema.Int
  })
  implements Recoverable
{
  override get message(): string {
    return `The state file ${escapeName(this.file)} is of version ${this.version}; this zenus knows up to ${this.known}.`
  }
  get recovery(): ReadonlyArray<string> {
    return ["Use the newer zenus that wrote it.", "Or set ZENUS_HOME to another folder, to start with a new state."]
  }
}

/** The file or its folder cannot be made or written: no permission, read-only or full disk, or a link or folder in its place. */
export class StoreUnwritable
  extends Schema.TaggedError<StoreUnwritable>()("StoreUnwritable", {
    file: Schema.String,
    reason: Schema.String,
    hint: Schema.String
  })
  implements Recoverable
{
  override get message(): string {
    return `The state file ${escapeName(this.file)} cannot be written: ${this.reason}.`
  }
  get recovery(): ReadonlyArray<string> {
    return [this.hint, "Or set ZENUS_HOME to a folder that you may write to; what there is to undo stays where it is."]
  }
}

/** The file belongs to another user; state is never shared between users. */
export class StoreOfAnotherUser
  extends Schema.TaggedError<StoreOfAnotherUser>()("StoreOfAnotherUser", {
    file: Schema.String,
    owner: Schema.Int,
    uid: Schema.Int
  })
  implements Recoverable
{
  override get message(): string {
    return `The state file ${escapeName(this.file)} belongs to user ${this.owner}, and you are user ${this.uid}.`
  }
  get recovery(): ReadonlyArray<string> {
    return ["Run zenus as the user that owns it.", "Or set ZENUS_HOME to a folder of your own."]
  }
}

export type StoreError = StoreBusy | StoreCorrupt | StoreTooNew | StoreUnwritable | StoreOfAnotherUser

/** For what a `Store`'s methods throw: anything else is a defect. */
export const isStoreError = (value: unknown): value is StoreError =>
  value instanceof StoreBusy ||
  value instanceof StoreCorrupt ||
  value instanceof StoreTooNew ||
  value instanceof StoreUnwritable ||
  value instanceof StoreOfAnotherUser
