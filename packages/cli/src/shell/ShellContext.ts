/** What the parts of a shell share: the session where it stands, what it knows, and the terminal, where there is one. */
import type * as Effect from "effect/Effect"
import type { Invocation } from "../args/CommandMain.ts"
import { inFolder, type Session } from "../session/Session.ts"
import type { Keyboard } from "../terminal/Keyboard.ts"
import { confirmThrough } from "../terminal/liveFace.ts"
import type { LiveArea } from "../terminal/LiveArea.ts"
import { withModesKept } from "../terminal/terminalModes.ts"
import type { ShellState } from "../line/ShellState.ts"

export interface ShellTerminal {
  readonly keyboard: Keyboard
  readonly live: LiveArea
}

export interface ShellContext {
  readonly invocation: Invocation
  readonly state: ShellState
  /** The session in the folder where the shell stands now. */
  readonly here: () => Session
  /** null: requests come from a pipe, and there is nobody to show anything to. */
  readonly terminal: ShellTerminal | null
}

/** Nobody else may read the keyboard while the shell has it: what asks in its own way asks through the shell's. */
const confirmOn = (
  terminal: ShellTerminal,
  { config, invocation: { env }, screen }: Session
): NonNullable<Session["confirm"]> => confirmThrough(terminal, { env, notify: config.ui.notify, screen })

export const makeShellContext = (session: Session, state: ShellState, terminal: ShellTerminal | null): ShellContext => {
  const asks = terminal === null ? session : { ...session, confirm: confirmOn(terminal, session) }
  let here = asks
  return {
    invocation: session.invocation,
    state,
    here: () => (here.cwd === state.cwd ? here : (here = inFolder(asks, state.cwd))),
    terminal
  }
}

/** With the terminal as it was before the shell, for whoever reads it without us. */
export const lent = <A, E, R>(
  { invocation, terminal }: ShellContext,
  use: Effect.Effect<A, E, R>
): Effect.Effect<A, E, R> => (terminal === null ? withModesKept(invocation.env, use) : terminal.keyboard.lend(use))
