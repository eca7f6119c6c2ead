/**
 * Names to addresses in a way that can be called off. The system's own way (getaddrinfo) cannot: where name servers swallow what they are
 * asked, it holds a thread for ten seconds and more, and the process with it, long after whoever asked has gone on. So the file of hosts is
 * read and the name servers are asked by Node's own resolver; the system is asked where those do not know the name at once, since it
 * knows other ways (mDNS, directories, search domains) and then answers at once, too.
 *
 * What may surprise: addresses of IPv4 come first; the connection tries the others by itself (RFC 8305). A family that is late by more
 * than 50 ms is not waited for.
 */
import { readFileSync } from "node:fs"
import dns from "node:dns"
import { isIP, type LookupFunction } from "node:net"

export interface Lookup {
  readonly lookup: LookupFunction
  /** Ends what is being asked; nobody is told then. */
  readonly cancel: () => void
}

interface Address {
  readonly address: string
  readonly family: 4 | 6
}

/** RFC 8305, section 3: how long the first family waits for the other. */
const OTHER_FAMILY_MS = 50
/** Each server is asked again after this long; whoever asks has an end of its own. */
const AGAIN_MS = 1_500

const textOf = (file: string): string => {
  try {
    return readFileSync(file, "utf8")
  } catch {
    // No such file: it knows nobody.
    return ""
  }
}

/** Lines of the file of hosts (hosts(5)) that have this name, in their order. */
export const inHosts = (text: string, name: string): ReadonlyArray<Address> =>
  text.split("\n").flatMap((line): ReadonlyArray<Address> => {
    const [address = "", ...names] = (line.split("#", 1)[0] ?? "").trim().split(/\s+/)
    const family = isIP(address)
    if (!names.some((one) => one.toLowerCase() === name.toLowerCase())) return []
    return family === 4 || family === 6 ? [{ address, family }] : []
  })

const isHere = (name: string): boolean => /^(?:.*\.)?localhost\.?$/i.test(name)

/** The server was asked and said nothing: the system would only ask the same one again, and cannot be called off. */
const isSilence = (error: NodeJS.ErrnoException): boolean => error.code === dns.TIMEOUT || error.code === dns.CANCELLED

type Told = (error: NodeJS.ErrnoException | null, addresses: ReadonlyArray<Address>) => void

/** Both families at once. */
const askServers = (resolver: dns.Resolver, name: string, told: Told): void => {
  const found: { 4?: ReadonlyArray<Address>; 6?: ReadonlyArray<Address> } = {}
  let failure: NodeJS.ErrnoException | null = null
  let isTold = false
  const tell = (): void => {
    if (isTold) return
    isTold = true
    const addresses = [...(found[4] ?? []), ...(found[6] ?? [])]
    told(addresses.length > 0 ? null : failure, addresses)
  }
  const heard =
    (family: 4 | 6) =>
    (error: NodeJS.ErrnoException | null, addresses: ReadonlyArray<string> = []): void => {
      // One family that is not there is no failure; silence is worse news than "there is none".
      if (error !== null && (failure === null || isSilence(error))) failure = error
      found[family] = addresses.map((address) => ({ address, family }))
      if (found[4] !== undefined && found[6] !== undefined) tell()
      else if (addresses.length > 0) setTimeout(tell, OTHER_FAMILY_MS)
    }
  resolver.resolve4(name, heard(4))
  resolver.resolve6(name, heard(6))
}

/** @param nameServers addresses with ports; default: the system's. */
export const makeLookup = (nameServers?: ReadonlyArray<string>): Lookup => {
  let resolver: dns.Resolver | undefined
  let isCancelled = false
  const lookup: LookupFunction = (name, options, callback) => {
    const wanted = (addresses: ReadonlyArray<Address>): Array<Address> =>
      addresses.filter(
        ({ family }) => typeof options.family !== "number" || !options.family || family === options.family
      )
    const give = (addresses: ReadonlyArray<Address>): boolean => {
      const [first, ...rest] = wanted(addresses)
      if (first === undefined) return false
      if (options.all === true) callback(null, [first, ...rest])
      else callback(null, first.address, first.family)
      return true
    }
    const system = (): void => dns.lookup(name, options, callback)
    if (isHere(name)) return system()
    if (give(inHosts(textOf("/etc/hosts"), name))) return
    resolver = new dns.Resolver({ timeout: AGAIN_MS, tries: 3 })
    if (nameServers !== undefined) resolver.setServers(nameServers)
    askServers(resolver, name, (error, addresses) => {
      if (isCancelled || give(addresses)) return
      if (error !== null && isSilence(error)) callback(error, "")
      else system()
    })
  }
  return {
    lookup,
    cancel: () => {
      isCancelled = true
      resolver?.cancel()
    }
  }
}
