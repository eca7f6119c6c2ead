/**
 * The risk of a step: pure, from what its deeds are, never from a model's word. An action's own risk and what `look`
 * found out can only raise it. More deeds never make it less.
 */
import type { Risk, UndoKind } from "../plan/Plan.ts"
import type { AnyAction, Prepared } from "../tool/Action.ts"
import type { Deed } from "../tool/Deed.ts"

const most = (a: Risk, b: Risk): Risk => (a > b ? a : b)

/** Creates or moves is 1; whatever replaces, changes or deletes is 2; a delete without a trash is 3. */
export const deedRisk = (deed: Deed, canTrash: (path: string) => boolean): Risk => {
  switch (deed.do) {
    case "make-folder":
      return 1
    case "move":
      return deed.replaces === undefined ? 1 : canTrash(deed.to) ? 2 : 3
    case "put":
      return deed.replaces === undefined ? 1 : canTrash(deed.path) ? 2 : 3
    case "set":
      return 2
    case "trash":
      return canTrash(deed.path) ? 2 : 3
  }
}

export const assessRisk = (
  action: Pick<AnyAction, "risk">,
  prepared: Prepared,
  canTrash: (path: string) => boolean
): Risk => {
  const acts = prepared.deeds.length > 0 || prepared.own !== undefined
  // An action that changes nothing with these arguments (a pattern that fits no file) only reads.
  const floor: Risk = acts ? most(action.risk, 1) : 0
  let risk = most(floor, prepared.risk ?? 0)
  for (const deed of prepared.deeds) {
    risk = most(risk, deedRisk(deed, canTrash))
    if (risk === 3) break
  }
  return risk
}

/** How the step can be taken back, for the plan. */
export const undoOf = (action: Pick<AnyAction, "undo">, prepared: Prepared, risk: Risk): UndoKind => {
  if (risk === 3) return "no"
  if (prepared.undo !== undefined) return prepared.undo
  if (prepared.deeds.length === 0 && prepared.own === undefined) return "yes"
  if (prepared.own !== undefined) return action.undo
  return prepared.deeds.some((deed) => deed.do === "trash" || ("replaces" in deed && deed.replaces !== undefined))
    ? "trash"
    : "yes"
}
