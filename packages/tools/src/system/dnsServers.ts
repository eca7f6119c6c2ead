/**
 * The name servers that this machine asks, as `/etc/resolv.conf` says (resolv.conf(5)). Where a resolver of the machine
 * itself stands in between (127.0.0.53), that one is what programs ask.
 */
import { defineAction, phrase, type ReadDisk } from "@zenus/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { prepared, reads } from "../reads.ts"
import { showItems } from "./facts.ts"
import { readLines } from "./readLines.ts"

const Args = Schema.Struct({})

/** In the order in which they are asked, each once. Pure. */
export const nameServers = (lines: ReadonlyArray<string>): ReadonlyArray<string> => [
  ...new Set(lines.flatMap((line) => /^\s*nameserver\s+([^\s#;]+)/.exec(line)?.[1] ?? []))
]

const read = (disk: ReadDisk) => nameServers(readLines(disk, "/etc/resolv.conf"))

export const dnsServers = defineAction<typeof Args.Type>({
  name: "dnsServers",
  description: "Shows the DNS servers that this machine asks.",
  args: Args,
  ...reads,
  phrases: [
    phrase(
      "show|list|display|print|get|what_are|what_is [me] [all|the|my] [ip] [addresses|address] [of] [the] [system] dns|name server|servers [of] [this|the] [machine|system]"
    ),
    phrase("show|list|display|print|get|what_are [me] [all|the|my] nameservers|nameserver|name_servers"),
    phrase("what|which dns [server|servers] does this|the|my machine|system|computer use|uses|ask"),
    phrase("what|which dns server|servers am_i|is|are using|used|configured|set")
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
