/** What this machine is: operating system, kernel, architecture, host name. */
import { arch, hostname, machine, platform, release, type as systemType } from "node:os"
import { defineAction, type LookContext, phrase, type ToolError } from "@zenus/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { option } from "../file/field.ts"
import { prepared, reads } from "../reads.ts"
import { showFacts } from "./facts.ts"
import { readLines } from "./readLines.ts"
import { ask } from "./systemInformation.ts"

const Args = Schema.Struct({
  what: option(
    Schema.Literals(["os", "version", "kernel", "architecture", "hostname"]),
    "only this: name of the operating system, its version, kernel version, architecture, host name (default all)"
  )
})

interface Release {
  readonly name: string
  readonly version: string
}

/** `/etc/os-release` (os-release(5)): lines `NAME="value"`, quotes optional. Pure. */
export const parseOsRelease = (lines: ReadonlyArray<string>): Release => {
  const values = new Map(
    lines.flatMap((line) => {
      const [, name, value] = /^([A-Z_]+)=(.*)$/.exec(line) ?? []
      return name === undefined || value === undefined ? [] : [[name, value.replace(/^(["'])(.*)\1$/, "$2")] as const]
    })
  )
  const system = systemType()
  const pretty = values.get("PRETTY_NAME") ?? values.get("NAME") ?? system
  return {
    // "Ubuntu 26.04 LTS" does not say that it is a Linux, and people ask for either.
    name: pretty.toLowerCase().includes(system.toLowerCase()) ? pretty : `${pretty} (${system})`,
    version: values.get("VERSION_ID") ?? release()
  }
}

const readRelease = (context: LookContext): Effect.Effect<Release, ToolError> =>
  platform() === "linux"
    ? Effect.sync(() => parseOsRelease(readLines(context.disk, "/etc/os-release")))
    : Effect.map(
        ask("Read the system's name", (library) => library.osInfo()),
        ({ distro, release }) => ({ name: `${distro} ${release} (${systemType()})`, version: release })
      )

export const about = defineAction<typeof Args.Type>({
  name: "about",
  description: "Shows what this machine is: operating system, kernel, architecture, host name.",
  args: Args,
  ...reads,
  phrases: [
    phrase("show|list|display|print|get [me] [the|all] system|machine|computer information|info|details|facts"),
    phrase("what|which operating_system|os|distribution|distro|linux is this|running|installed|it", { what: "os" }),
    phrase(
      "what|which operating_system|os|distribution|distro|linux does this|the|my machine|computer [run|use|have]",
      { what: "os" }
    ),
    phrase("what|which operating_system|os|distribution|distro am_i running|using|on", { what: "os" }),
    phrase(
      "show|print|get|display|what_is|tell [me] [the] [name] [of] [the] operating_system|os|distribution|distro [name]",
      { what: "os" }
    ),
    phrase("show|print|get|display|what_is [me] [the] operating_system|os|distribution|distro version|release", {
      what: "version"
    }),
    phrase("show|print|get|display|what_is|tell [me] [the] [linux] kernel [version|release|name]", { what: "kernel" }),
    phrase("what|which [version] [of] [the] [linux] kernel [version|release] is [it|this] [running|used|installed]", {
      what: "kernel"
    }),
    phrase("show|print|get|display|what_is [me] [the] [machine|system|cpu|processor|hardware] architecture", {
      what: "architecture"
    }),
    phrase("what|which architecture is|does this|the [machine|computer|system] [have]", { what: "architecture" }),
    phrase("is this|the machine|system|computer 32|64 bit|bits", { what: "architecture" }),
    phrase("show|print|get|display|what_is [me] [the|my] [system|machine|computer] [host_name|hostname]", {
      what: "hostname"
    }),
    phrase("show|print|get|display|what_is|what's [me] [the] name of|'s this|the|my machine|computer|system|host", {
      what: "hostname"
    }),
    phrase("what is this machine|computer|host called|named", { what: "hostname" })
  ],
  examples: ["show system information", "what kernel version is running", "what is the hostname"],
  look: ({ what }, context) =>
    Effect.succeed(
      prepared(
        "Show what this machine is",
        Effect.map(
          what === undefined || what === "os" || what === "version"
            ? readRelease(context)
            : Effect.succeed({ name: "", version: "" }),
          ({ name, version }) =>
            showFacts(
              [
                { name: "os", value: name },
                { name: "version", value: version },
                { name: "kernel", value: release() },
                { name: "architecture", value: machine() || arch() },
                { name: "hostname", value: hostname() }
              ],
              what
            )
        )
      )
    )
})
