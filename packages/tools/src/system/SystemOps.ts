/**
 * What can be asked about this machine. All of it only looks. The largest files are FileOps' find, ordered by size: a
 * second action for the same question would give the planner two answers to choose from.
 */
import type { Tool } from "@zenus/core"
import { about } from "./about.ts"
import { battery } from "./battery.ts"
import { cpu } from "./cpu.ts"
import { date } from "./date.ts"
import { diskSpace } from "./diskSpace.ts"
import { dnsServers } from "./dnsServers.ts"
import { environment } from "./environment.ts"
import { folder } from "./folder.ts"
import { gateway } from "./gateway.ts"
import { groups } from "./groups.ts"
import { ipAddresses } from "./ipAddresses.ts"
import { loadAverage } from "./loadAverage.ts"
import { locale } from "./locale.ts"
import { loggedIn } from "./loggedIn.ts"
import { memory } from "./memory.ts"
import { networkInterfaceList } from "./networkInterfaces.ts"
import { resources } from "./resources.ts"
import { searchPath } from "./searchPath.ts"
import { shells } from "./shells.ts"
import { temperature } from "./temperature.ts"
import { uptime } from "./uptime.ts"
import { user } from "./user.ts"
import { users } from "./users.ts"
import { which } from "./which.ts"

export const SystemOps: Tool = {
  name: "SystemOps",
  description: "Facts about this machine: disks, memory, processors, network, users, environment, date.",
  actions: [
    diskSpace,
    memory,
    cpu,
    loadAverage,
    about,
    uptime,
    resources,
    battery,
    temperature,
    networkInterfaceList,
    ipAddresses,
    dnsServers,
    gateway,
    user,
    groups,
    users,
    loggedIn,
    shells,
    environment,
    searchPath,
    which,
    date,
    folder,
    locale
  ]
}
