/**
 * The processes of this machine as the actions see them: a port with one form for Linux (`/proc`) and one for other
 * systems (`ps`, `lsof`). A process is known by its number and its start together, because numbers are used again.
 * Nothing here judges: what may be killed is decided in `protect.ts`.
 */
import type { StepFailed } from "@zenus/core"
import type * as Effect from "effect/Effect"

export type ProcessState = "running" | "sleeping" | "waiting" | "stopped" | "ended" | "idle" | "unknown"

export interface ProcessFacts {
  readonly pid: number
  /** 0 where there is no parent. */
  readonly parent: number
  /** The name to show: the kernel's own, in full where it cut it. */
  readonly name: string
  /** All names it goes by: the kernel's, the program's, the script's; for matching. */
  readonly names: ReadonlyArray<string>
  /** The name the kernel holds, at most 15 bytes on Linux. A process cannot put its arguments here. */
  readonly kernelName: string
  /** Program and arguments joined by blanks, cut after MAX_COMMAND characters; the name in brackets for kernel threads. */
  readonly command: string
  readonly uid: number
  readonly state: ProcessState
  /** With the pid the identity of a process. Compared, never read. */
  readonly start: string
  /** Milliseconds since 1970, or `null` where the system does not say. */
  readonly startedAtMs: number | null
  /** Processor time used so far, all its threads, milliseconds. */
  readonly cpuMs: number
  /** Bytes that are in memory now (resident set). */
  readonly memory: number
  /** A thread of the kernel: it cannot be killed. */
  readonly kernel: boolean
}

/** A socket that waits for callers (TCP) or is bound (UDP). */
export interface Listening {
  readonly protocol: "tcp" | "udp"
  readonly address: string
  readonly port: number
  /** Owner of the socket, where the system says. */
  readonly uid: number | null
  /** Processes that hold it; empty where the user may not see them. */
  readonly pids: ReadonlyArray<number>
}

export type Signal = "SIGTERM" | "SIGKILL"

export interface Processes {
  /** The number of zenus itself. */
  readonly self: number
  readonly list: Effect.Effect<ReadonlyArray<ProcessFacts>, StepFailed>
  /** One process, or `null` when there is none of that number. */
  readonly one: (pid: number) => Effect.Effect<ProcessFacts | null, StepFailed>
  readonly listening: Effect.Effect<ReadonlyArray<Listening>, StepFailed>
  /** `gone`: there is no such process any more. `denied`: the system does not permit it. */
  readonly signal: (pid: number, signal: Signal) => Effect.Effect<"sent" | "gone" | "denied">
}

/** Longest command line that is kept, in characters. */
export const MAX_COMMAND = 4096

/** Whether both speak of the same run of a process. */
export const sameProcess = (a: { readonly pid: number; readonly start: string }, b: ProcessFacts | null): boolean =>
  b !== null && a.pid === b.pid && a.start === b.start

/** Its life is over, even if its parent has not collected it yet. */
export const hasEnded = (facts: ProcessFacts | null): boolean => facts === null || facts.state === "ended"
