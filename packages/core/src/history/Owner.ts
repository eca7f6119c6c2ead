/**
 * Who does a transaction, as a port: a process is known by its number, its start time and the boot of the machine, since
 * numbers come round again. A transaction is settled only where its owner is gone; one of another container that shares
 * this state counts as gone, so state is not to be shared between containers at work at the same time.
 */
import * as Context from "effect/Context"

export interface OwnerId {
  readonly pid: number
  /** As the system writes it; compared, never read. */
  readonly startTime: string
  readonly boot: string
}

export class Owner extends Context.Service<
  Owner,
  {
    /** This process. */
    readonly me: OwnerId
    /** Whether that very process still runs. */
    readonly lives: (owner: OwnerId) => boolean
  }
>()("@zenus/core/history/Owner") {}

export const sameOwner = (a: OwnerId, b: OwnerId): boolean =>
  a.pid === b.pid && a.startTime === b.startTime && a.boot === b.boot
