/**
 * The name servers that this machine asks, as `/etc/resolv.conf` says (resolv.conf(5)). Where a resolver of the machine
 * itself stands in between (127.0.0.53), that one is what programs ask.
 */
import { defineAction, phrase, type ReadDisk } from "@zenus/core"
import * as Effect from "effect/Effect"
import { NoArguments, prepared, reads } from "../action/reads.ts"
import { showItems } from "./facts.ts"
import { readLines } from "./readLines.ts"

/** In the order in which they are asked, each once. Pure. */
export const nameServers = (lines: ReadonlyArray<string>): ReadonlyArray<string> => [
  ...new Set(lines.flatMap((line) => /^\s*nameserver\s+([^\s#;]+)/.exec(line)?.[1] ?? []))
]

const read = (disk: ReadDisk) => nameServers(readLines(disk, "/etc/resolv.conf"))

const DNS = "dns|name|domain_name"

export const dnsServers = defineAction<typeof NoArguments.Type>({
  name: "dnsServers",
  description: "Shows the DNS servers that this machine asks.",
  args: NoArguments,
  ...reads,
  phrases: [
    phrase(
      `<list> [ip] [address|addresses] [of] [system|current|configured|used|local] ${DNS} server|servers|resolver|resolvers|settings|configuration [address|addresses] [of|in] [this] [machine|system|computer]`
    ),
    phrase(
      "<list> [ip] [address|addresses] [of] [system|current|configured|used] nameservers|nameserver|name_servers [of] [this] [machine|system|computer]"
    ),
    phrase(
      `what|which ${DNS} [server|servers|resolver|resolvers] does|do|is|are|am [this|i|my|we] [machine|system|computer] [use|using|used|configured|set|ask|set_up]`
    ),
    phrase("what|which nameservers|nameserver are|is [configured|used|set|in_use|set_up]"),
    phrase("[<list>] [configured] dns|name servers|server")
  ],
  examples: ["print the ip addresses of the system DNS servers", "list nameservers"],
  look: (_args, context) =>
    Effect.succeed(
      prepared(
        "Show the DNS servers",
        Effect.sync(() => showItems(read(context.disk), "No DNS server is configured."))
      )
    )
})
