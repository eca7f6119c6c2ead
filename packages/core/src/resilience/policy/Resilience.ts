/** The whole of it by one name: `Resilience.policy`, `Resilience.services`, `Resilience.layer`, `Resilience.use`, what is kept and what is shown. */
export { policy, type Policy } from "./Policy.ts"
export type { PolicyError, PolicyNeeds, PolicyOptions, PolicyValue } from "./PolicyOptions.ts"
export type { PartDescription, PartName } from "./parts.ts"
export { services, type ServiceOptions, type Services } from "./services.ts"
export {
  layer,
  Policies,
  type PolicyConfig,
  type ResilienceConfig,
  UnknownPolicy,
  use,
  type UseError
} from "./Policies.ts"
export { Keeper, type KeeperOptions, type KeptServices } from "../keep/Keeper.ts"
export { type Kept, type Order, ResilienceStore, ResilienceStoreFailed } from "../keep/ResilienceStore.ts"
export { historyOf, type HistoryPoint } from "../keep/history.ts"
export { type KeptLimit, limitKinds, type LimitKind, readLimit } from "../limits/keptLimit.ts"
export { layerMetrics } from "../telemetry/resilienceMetrics.ts"
