/**
 * The door for whoever speaks to models: what a chat is, how providers fail and have been doing, what calls cost and may cost. Apart
 * from the main one, because most commands of zenus call no model and should not pay for loading it. Not yet: a provider that
 * calls, and the router over them.
 */
export * from "./llm/Chat.ts"
export * from "./llm/ChatAnswer.ts"
export * from "./llm/ProviderError.ts"
export * from "./llm/readBaseUrl.ts"
export * from "./llm/redact.ts"
export * from "./cost/priceUsage.ts"
export { OwnPrice } from "./cost/readPrices.ts"
export * from "./cost/PriceTable.ts"
export * from "./cost/Ledger.ts"
export * from "./cost/SpendLimitState.ts"
export * from "./cost/SpendLimit.ts"
export * from "./cost/spendErrors.ts"
export * from "./cost/forecast.ts"
export * from "./cost/trends.ts"
export * from "./cost/costReport.ts"
export * from "./health/HealthState.ts"
export * from "./health/Health.ts"
export { type HealthName, MAX_MODELS } from "./health/keepHealth.ts"
