/**
 * A process that dies at the n-th instant, without a process: its disk and its state stop working there and stay so, so that no
 * finalizer can tidy up, as after `kill -9`. Instants are: before and after each change of the disk, between the two
 * system calls of a move, before and after each commit. What other processes then see is that its owner is gone.
 */
import { linkSync } from "node:fs"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { type Disk, type OwnerId, Owner, type Store, StoreService, StoreUnwritable } from "@zenus/core"

/** Thrown where the process dies, and by everything that it touches afterwards. A defect to all rooms. */
export class Died extends Error {}

const CHANGES = [
  "mkdir",
  "rmdir",
  "unlink",
  "symlink",
  "hardlink",
  "chmod",
  "chown",
  "setTimes",
  "write",
  "append",
  "flush"
] as const satisfies ReadonlyArray<keyof Disk>

const LOOKS = [
  "lstat",
  "stat",
  "exactTimes",
  "list",
  "readlink",
  "realpath",
  "read",
  "may",
  "walk",
  "space"
] as const satisfies ReadonlyArray<keyof Disk>

export interface Mortal {
  readonly disk: Disk
  /** `full`: whether this statement finds no room. */
  readonly store: (layer: Layer.Layer<StoreService>, full?: (sql: string) => boolean) => Layer.Layer<StoreService>
  readonly owner: Layer.Layer<Owner>
  readonly died: () => boolean
  /** Instants passed so far: without a death, how many there are. */
  readonly passed: () => number
}

let processes = 0

/** Every owner of this kind is dead for all but itself. */
const ownerOfNobody = (): typeof Owner.Service => {
  const me: OwnerId = { pid: (processes += 1), startTime: `test ${processes}`, boot: "test" }
  return { me, lives: () => false }
}

/** `at`: the instant of death, counted from 1; 0 for one that lives on. */
export const makeMortal = (disk: Disk, at: number): Mortal => {
  let passed = 0
  let dead = false
  const alive = (): void => {
    if (dead) throw new Died()
  }
  const instant = (): void => {
    alive()
    passed += 1
    if (passed === at) {
      dead = true
      throw new Died()
    }
  }
  const wrapped: Record<string, unknown> = { ...disk }
  for (const name of LOOKS) {
    const look: (...args: ReadonlyArray<never>) => unknown = disk[name]
    wrapped[name] = (...args: ReadonlyArray<never>) => {
      alive()
      return look(...args)
    }
  }
  for (const name of CHANGES) {
    const change: (...args: ReadonlyArray<never>) => unknown = disk[name]
    wrapped[name] = (...args: ReadonlyArray<never>) => {
      instant()
      const result = change(...args)
      instant()
      return result
    }
  }
  const mortal = {
    ...(wrapped as unknown as Disk),
    move: (from, to, type, target) => {
      instant()
      if (type === "file" && target !== "fresh" && passed + 1 === at && disk.lstat(to) === null) linkSync(from, to)
      instant()
      disk.move(from, to, type, target)
      instant()
    },
    copy: async (from, to, signal) => {
      instant()
      await disk.copy(from, to, signal)
      instant()
    }
  } satisfies Disk

  let depth = 0
  const within = <A>(commit: () => A): A => {
    if (depth === 0) instant()
    depth += 1
    let result
    try {
      result = commit()
    } finally {
      depth -= 1
    }
    if (depth === 0) instant()
    return result
  }
  const mortalStore = (store: Store, full: (sql: string) => boolean): Store => ({
    file: store.file,
    run: (sql, params) => {
      alive()
      if (full(sql)) {
        throw new StoreUnwritable({ file: store.file, reason: "the disk is full", hint: "Make room." })
      }
      return store.run(sql, params)
    },
    all: (sql, params) => {
      alive()
      return store.all(sql, params)
    },
    get: (sql, params) => {
      alive()
      return store.get(sql, params)
    },
    each: (sql, params) => {
      alive()
      return store.each(sql, params)
    },
    transaction: (work) => within(() => store.transaction(work)),
    unflushed: (work) => within(() => store.unflushed(work))
  })
  return {
    disk: mortal,
    store: (layer, full = () => false) =>
      Layer.effect(
        StoreService,
        Effect.map(StoreService, (service) => ({
          open: Effect.map(service.open, (store) => mortalStore(store, full)),
          openExisting: Effect.map(service.openExisting, (store) => (store === null ? null : mortalStore(store, full)))
        }))
      ).pipe(Layer.provide(layer)),
    owner: Layer.sync(Owner, ownerOfNobody),
    died: () => dead,
    passed: () => passed
  }
}
