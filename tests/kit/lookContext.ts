/** What an action's `look` gets, over the real disk, for tests that call actions without an engine. */
import { homedir } from "node:os"
import type { LookContext } from "@zenus/core"
import { makeNodeDisk } from "@zenus/core/node"

/** Only `cwd` must be said. The instant is fixed (2026-11-21 12:34:56 UTC), the environment empty. */
export const lookContext = (more: Partial<LookContext> & Pick<LookContext, "cwd">): LookContext => ({
  home: homedir(),
  disk: makeNodeDisk(),
  now: Date.UTC(2026, 10, 21, 12, 34, 56),
  timeZone: "UTC",
  onCollision: "keep-both",
  env: new Map(),
  uid: process.getuid?.() ?? 0,
  ...more
})
