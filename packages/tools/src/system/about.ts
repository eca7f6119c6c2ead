/** What this machine is: operating system, kernel, architecture, host name. */
import { arch, hostname, machine, platform, release, type as systemType } from "node:os"
import { defineAction, type LookContext, phrase, type ToolError } from "@zenus/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { option } from "../action/field.ts"
import { prepared, reads } from "../action/reads.ts"
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

const SYSTEM = "operating_system|os|distribution|distro|linux_distribution|linux_distro"

export const about = defineAction<typeof Args.Type>({
  name: "about",
  description: "Shows what this machine is: operating system, kernel, architecture, host name.",
  args: Args,
  ...reads,
  phrases: [
    phrase(
      "<tell> [basic|general] system|machine|computer|hardware [and] information|info|details|facts|summary|overview"
    ),
    phrase("<tell> [about] this|my machine|computer|system"),
    phrase("uname|neofetch"),
    phrase(
      "what|which operating_system|os|distribution|distro|linux_distribution|linux_distro|version_of_linux|linux is|am|are|does [this|it|i|we] [machine|computer|system] [running|run|use|using|have|on|installed] [on|here]",
      { what: "os" }
    ),
    phrase(`<tell> [name_of] [current] ${SYSTEM} [name] [in_use|installed|running]`, { what: "os" }),
    phrase(`<tell> ${SYSTEM} version|release`, { what: "version" }),
    phrase(`<tell> version|release of ${SYSTEM}`, { what: "version" }),
    phrase(
      `what|which version of ${SYSTEM} is|am|does [this|it|i] [machine|computer|system] [running|run|using|installed]`,
      { what: "version" }
    ),
    phrase("<tell> [linux|system|current|running|unix] kernel [version|release|name] [in_use|running]", {
      what: "kernel"
    }),
    phrase("<tell> version|release|name of [linux|running|current] kernel", { what: "kernel" }),
    phrase(
      "what|which [version_of] [linux] kernel [version|release] is|am|does|do [this|it|i|we] [machine|computer|system] [running|run|using|use|used|installed|on|in_use]",
      { what: "kernel" }
    ),
    phrase("<tell> [machine|system|cpu|processor|hardware|computer] architecture", { what: "architecture" }),
    phrase("<tell> architecture of [this] machine|system|cpu|processor|computer|kernel", { what: "architecture" }),
    phrase(
      "what|which [cpu|processor|machine|system] architecture is|does|do [this|it|i] [machine|computer|system] [have|has|use]",
      { what: "architecture" }
    ),
    phrase(
      "is this|it [a] [machine|system|computer] [a] 32|64|32-bit|64-bit|64bit|32bit [bit|bits] [machine|system|computer|os] [or] [32|64|32-bit|64-bit] [bit|bits]",
      { what: "architecture" }
    ),
    phrase(
      "<tell> [system|machine|computer|network|this] [machine|system|computer] hostname|host_name|computer_name|machine_name|hosts_name",
      { what: "hostname" }
    ),
    phrase("hostname", { what: "hostname" }),
    phrase("<tell> [host|network] name of [this] machine|computer|system|host|server", { what: "hostname" }),
    phrase("what is [this] machine|computer|host|system|server called|named", { what: "hostname" }),
    phrase("what host|machine|computer am_i|is_this on", { what: "hostname" }),
    phrase(
      "what|which version|release of [linux] kernel [do_i_have|is_this|is_running|am_i_running|is_installed|is_used|is_in_use] -> what=kernel"
    ),
    phrase("<tell> version of [linux|running|current] kernel -> what=kernel")
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
