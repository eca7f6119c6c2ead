/** The router through which this machine reaches other networks. */
import { readFileSync } from "node:fs"
import { defineAction, phrase, type ToolError } from "@zenus/core"
import * as Effect from "effect/Effect"
import { attempt } from "../action/trouble.ts"
import { NoArguments, prepared, reads } from "../action/reads.ts"
import { showItems } from "./facts.ts"
import { ask } from "./systemInformation.ts"

/**
 * Default routes of `/proc/net/route`: destination and mask 0, gateway as a little-endian number in hex; the one with the
 * least metric first. Pure.
 */
export const defaultGateways = (text: string): ReadonlyArray<string> =>
  text
    .split("\n")
    .map((line) => line.trim().split(/\s+/))
    .filter(
      ([, destination, , flags, , , , mask]) =>
        destination === "00000000" && mask === "00000000" && (Number.parseInt(flags ?? "", 16) & 2) !== 0
    )
    .toSorted((a, b) => Number(a[6]) - Number(b[6]))
    .flatMap(([, , gateway]) =>
      gateway === undefined || !/^[0-9A-F]{8}$/i.test(gateway)
        ? []
        : [
            (gateway.match(/../g) ?? [])
              .toReversed()
              .map((byte) => Number.parseInt(byte, 16))
              .join(".")
          ]
    )

const read: Effect.Effect<ReadonlyArray<string>, ToolError> = process.platform === "linux"
  ? attempt("Read the routes", () => defaultGateways(readFileSync("/proc/self/net/route", "utf8")))
  : Effect.map(
      ask("Read the routes", (library) => library.networkGatewayDefault()),
      (found) => (found === "" ? [] : [found])
    )

export const gateway = defineAction<typeof NoArguments.Type>({
  name: "gateway",
  description: "Shows the default gateway.",
  args: NoArguments,
  ...reads,
  phrases: [
    phrase("<tell> [current|network] default|network gateway|router|route [ip] [address]"),
    phrase("<tell> gateway|router [ip] [address] [of] [this] [machine|network]"),
    phrase("<tell> [ip] address of [default] gateway|router"),
    phrase("which|what gateway|router does this|my machine|computer|system use"),
    phrase("[<tell>] [default] gateway|router [address]")
  ],
  examples: ["what is the default gateway"],
  look: () =>
    Effect.succeed(
      prepared(
        "Show the default gateway",
        Effect.map(read, (found) => showItems(found, "There is no default gateway."))
      )
    )
})
