/** Whether bars are drawn in ASCII: anywhere but on a terminal in UTF-8 whose user wants neither plain nor still output. */
import type { Colours } from "./colour.ts"

interface Seen {
  readonly invocation: { readonly env: NodeJS.ProcessEnv }
  readonly screen: { readonly outIsTerminal: boolean; readonly outColours: Colours }
}

export const isPlain = ({ invocation: { env }, screen }: Seen, motion: string): boolean =>
  !screen.outIsTerminal ||
  screen.outColours.bold("x") === "x" ||
  motion === "off" ||
  !/utf-?8/i.test(env["LC_ALL"] ?? env["LC_CTYPE"] ?? env["LANG"] ?? "")
