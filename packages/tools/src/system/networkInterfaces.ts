/** The network interfaces: name, state, addresses, hardware address; all or one. */
import { defineAction, PathNotFound, phrase } from "@zenus/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { nearNames } from "../action/nearNames.ts"
import { option } from "../action/field.ts"
import { HINTS, prepared, reads } from "../action/reads.ts"
import { type Column, showRows } from "./facts.ts"
import { type NetworkInterface, readInterfaces } from "./interfaces.ts"

const Args = Schema.Struct({
  name: option(Schema.NonEmptyString, "only this interface, such as eth0 (default all)"),
  what: option(Schema.Literals(["names", "mac", "state"]), "only names, hardware addresses or states (default all)")
})

const name: Column<NetworkInterface> = { title: "NAME", value: (one) => one.name }
const state: Column<NetworkInterface> = { title: "STATE", value: (one) => one.state }
const mac: Column<NetworkInterface> = { title: "MAC", value: (one) => one.mac }
const addresses: Column<NetworkInterface> = {
  title: "ADDRESSES",
  value: (one) => one.addresses.map(({ address }) => address).join(" ")
}

/** Of one interface the fact alone, of several with the name in front. */
const columnsFor = (what: typeof Args.Type.what, one: boolean): ReadonlyArray<Column<NetworkInterface>> => {
  if (what === undefined) return [name, state, addresses, mac]
  if (what === "names") return [name]
  const fact = what === "mac" ? mac : state
  return one ? [fact] : [name, fact]
}

export const networkInterfaceList = defineAction<typeof Args.Type>({
  name: "networkInterfaces",
  description: "Lists the network interfaces with state, addresses and hardware address.",
  args: Args,
  ...reads,
  phrases: [
    phrase(
      "<list> [available|active|configured|system] network|net|ethernet interfaces|adapters|cards|devices|interface [available|there_are] [on|of] [this] [machine|system|computer]"
    ),
    phrase(
      "what|which network|net interfaces|adapters|cards are|do|does [there|i|this] [machine|system|computer] [have|available|up|present]"
    ),
    phrase("<tell> network [interface] configuration|information|info|settings|details|setup"),
    phrase("ifconfig"),
    phrase("<tell> [network] interface {name:word}"),
    phrase("<list> names of [available|active] network interfaces|adapters|cards|devices", { what: "names" }),
    phrase("<list> network interface|interfaces names [only]", { what: "names" }),
    phrase("<tell> [state|status] of network interfaces", { what: "state" }),
    phrase(
      "<tell> [machine|system|computer] mac|hardware|ethernet address|addresses [of] [this] [machine|system|computer]",
      { what: "mac" }
    ),
    phrase("<tell> mac|hardware|ethernet address of|for [interface|network_interface] {name:word}", { what: "mac" }),
    phrase("mac|hardware address|addresses -> what=mac")
  ],
  examples: ["list network interfaces", "what is my mac address"],
  look: Effect.fnUntraced(function* ({ name, what }) {
    const all = readInterfaces()
    if (name !== undefined && !all.some((one) => one.name === name)) {
      const near = nearNames(
        name,
        all.map((one) => one.name)
      )
      return yield* new PathNotFound({ path: `network interface ${name}`, near, hint: HINTS.interface })
    }
    const run = Effect.sync(() =>
      showRows(
        readInterfaces().filter((one) => name === undefined || one.name === name),
        columnsFor(what, name !== undefined)
      )
    )
    return prepared(name === undefined ? "List the network interfaces" : `Show the network interface ${name}`, run)
  })
})
