/** The network interfaces: name, state, addresses, hardware address; all or one. */
import { defineAction, PathNotFound, phrase } from "@zenus/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { nearNames } from "../file/nearNames.ts"
import { option } from "../file/field.ts"
import { prepared, reads } from "../reads.ts"
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
      "show|list|display|print|get [me] [all|the] network|net [interface] interfaces|interface|adapters|cards|devices"
    ),
    phrase("what|which network interfaces|adapters are there|do_i_have|available|up"),
    phrase("show|list|display|print|get [me] [the] network configuration|information|info|settings"),
    phrase("show|list|display|print [the] [network] interface {name:word}"),
    phrase("show|list|display|print|get|what_is [me] [the|my] mac|hardware|ethernet address|addresses", {
      what: "mac"
    }),
    phrase("show|print|get|what_is [me] [the] mac address of {name:word}", { what: "mac" })
  ],
  examples: ["list network interfaces", "what is my mac address"],
  look: Effect.fnUntraced(function* ({ name, what }) {
    const all = readInterfaces()
    if (name !== undefined && !all.some((one) => one.name === name)) {
      const near = nearNames(
        name,
        all.map((one) => one.name)
      )
      return yield* new PathNotFound({ path: `network interface ${name}`, near })
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
