/**
 * Network interfaces and addresses as values. node:os leaves out interfaces that have no address, so on Linux the names
 * come from `/sys/class/net`; there is nothing like it elsewhere, and then only those with an address are known.
 */
import { readdirSync, readFileSync } from "node:fs"
import { networkInterfaces, type NetworkInterfaceInfo } from "node:os"

export interface Address {
  readonly address: string
  readonly family: "ipv4" | "ipv6"
  /** Of the machine itself. */
  readonly internal: boolean
}

export interface NetworkInterface {
  readonly name: string
  /** `up`, `down` or `unknown`; an interface without a cable notion (loopback) is `unknown` and works. */
  readonly state: string
  /** Hardware address, empty where there is none. */
  readonly mac: string
  readonly addresses: ReadonlyArray<Address>
}

/** A fact of Linux' `/sys/class/net/NAME/`; empty where it is not told. */
const told = (name: string, fact: string): string => {
  try {
    return readFileSync(`/sys/class/net/${name}/${fact}`, "utf8").trim()
  } catch {
    return ""
  }
}

const namesFromSystem = (): ReadonlyArray<string> => {
  try {
    // Control files such as `bonding_masters` are no links, and every interface is one.
    return readdirSync("/sys/class/net", { withFileTypes: true })
      .filter((entry) => entry.isSymbolicLink())
      .map(({ name }) => name)
  } catch {
    return []
  }
}

const addressOf = ({ address, family, internal }: NetworkInterfaceInfo): Address => ({
  address,
  family: family === "IPv4" ? "ipv4" : "ipv6",
  internal
})

export const readInterfaces = (): ReadonlyArray<NetworkInterface> => {
  const known = new Map(Object.entries(networkInterfaces()).map(([name, infos]) => [name, infos ?? []] as const))
  const names = [...new Set([...known.keys(), ...namesFromSystem()])].toSorted()
  return names.map((name) => {
    const infos = known.get(name) ?? []
    return {
      name,
      state: told(name, "operstate") || (infos.length > 0 ? "up" : "unknown"),
      mac: told(name, "address") || (infos[0]?.mac ?? ""),
      addresses: infos.map(addressOf)
    }
  })
}

/** Only valid on one cable (RFC 3927, RFC 4291 §2.5.6). */
const isLinkLocal = ({ address, family }: Address): boolean =>
  family === "ipv4" ? address.startsWith("169.254.") : /^fe[89ab]/i.test(address)

/** By which others reach this machine, IPv4 first. Pure. */
export const reachable = (interfaces: ReadonlyArray<NetworkInterface>): ReadonlyArray<Address> =>
  interfaces
    .flatMap(({ addresses }) => addresses)
    .filter((address) => !address.internal && !isLinkLocal(address))
    .toSorted((a, b) => (a.family < b.family ? -1 : a.family > b.family ? 1 : 0))
