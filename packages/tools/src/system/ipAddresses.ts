/**
 * The addresses of this machine by which others reach it. The address under which the internet sees it may be
 * another; asking for that would open a connection, which zenus does not do for a question.
 */
import { defineAction, phrase } from "@zenus/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { choice, flag } from "../action/field.ts"
import { prepared, reads } from "../action/reads.ts"
import { showItems } from "./facts.ts"
import { reachable, readInterfaces } from "./interfaces.ts"

const Args = Schema.Struct({
  family: choice(["ipv4", "ipv6"], "only addresses of this kind (default both)"),
  all: flag("the machine's own and link-local addresses too (default false)")
})

export const ipAddresses = defineAction<typeof Args.Type>({
  name: "ipAddresses",
  description: "Shows the IP addresses of this machine.",
  args: Args,
  ...reads,
  phrases: [
    phrase(
      "<tell> [current|system|machine|computer|local|private|internal|lan|network|host|this] [machine|system|computer] ip|ips|ip_address|ip_addresses [of|for] [this|the] [machine|system|computer|host|server]"
    ),
    phrase("<tell> [system|machine|computer|local|network] address|addresses of [this] machine|computer|host|system"),
    phrase("what is this machine|computer|system|host ip|ip_address"),
    phrase("<tell> [local|system|current] ipv4 [address|addresses] [of] [this] [machine|system|computer]", {
      family: "ipv4"
    }),
    phrase("<tell> [local|system|current] ipv6 [address|addresses] [of] [this] [machine|system|computer]", {
      family: "ipv6"
    }),
    phrase("<tell> [local|system|current] ip v4 [address|addresses] [of] [this] [machine|system|computer]", {
      family: "ipv4"
    }),
    phrase("<tell> [local|system|current] ip v6 [address|addresses] [of] [this] [machine|system|computer]", {
      family: "ipv6"
    }),
    phrase(
      "what is|are this|the|my machine's|computer's|system's|pc's|laptop's|server's|host's [local] ip|ips [address|addresses]"
    ),
    phrase("<show> this|the|my machine's|computer's|system's|pc's|server's|host's [local] ip|ips [address|addresses]")
  ],
  examples: ["print the system IP address", "what is my ip address"],
  look: ({ all = false, family }) =>
    Effect.succeed(
      prepared(
        "Show the IP addresses",
        Effect.sync(() => {
          const interfaces = readInterfaces()
          const own = interfaces.flatMap(({ addresses }) => addresses)
          const outside = reachable(interfaces)
          const chosen = (all || outside.length === 0 ? own : outside).filter(
            (address) => family === undefined || address.family === family
          )
          const output = showItems(
            [...new Set(chosen.map(({ address }) => address))],
            "This machine has no such address."
          )
          return all || outside.length > 0 || chosen.length === 0
            ? output
            : { ...output, note: "No other machine can reach these: there is no network." }
        })
      )
    )
})
