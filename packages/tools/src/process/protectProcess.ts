/**
 * Which processes are never killed, whatever the flags: pure, a table and an order of questions. It refuses rather too
 * much: a daemon that really must be stopped is the service manager's business, another user's process that user's.
 */
import type { ProcessFacts } from "./Processes.ts"

/** What keeps a machine, its session or the way into it alive. Names as the kernel has them (cut at 15) or in full. */
export const SYSTEM_PROCESSES: ReadonlySet<string> = new Set([
  "init",
  "systemd",
  "systemd-journald",
  "systemd-journal",
  "systemd-logind",
  "systemd-udevd",
  "systemd-network",
  "systemd-networkd",
  "systemd-resolve",
  "systemd-resolved",
  "systemd-timesyn",
  "systemd-timesyncd",
  "dbus-daemon",
  "dbus-broker",
  "dbus-broker-launch",
  "dbus",
  "elogind",
  "login",
  "agetty",
  "getty",
  "sshd",
  "sshd-session",
  "NetworkManager",
  "wpa_supplicant",
  "dhclient",
  "dhcpcd",
  "udevd",
  "eudev",
  "auditd",
  "polkitd",
  "gdm",
  "gdm3",
  "gdm-session-worker",
  "lightdm",
  "sddm",
  "Xorg",
  "Xwayland",
  "gnome-shell",
  "kwin_wayland",
  "kwin_x11",
  "plasmashell",
  "launchd",
  "kernel_task",
  "WindowServer",
  "loginwindow",
  "opendirectoryd",
  "configd",
  "logd",
  "runit",
  "runsvdir",
  "s6-svscan",
  "openrc-init",
  "dumb-init",
  "tini",
  "kthreadd"
])

/** Words that mean zenus itself. */
const SELF_WORDS: ReadonlySet<string> = new Set(["zenus", "yourself", "itself", "self", "you", "this process"])

/** Words that mean everybody. */
const EVERYTHING =
  /^(?:[*?.%]*|(?:all|every|everything|any|each)(?: (?:the |running )?process(?:es)?)?|process(?:es)?)$/i

export interface Protected {
  readonly rule: "broad-kill" | "own-process" | "system-process" | "kernel-thread" | "other-user"
  readonly reason: string
  readonly hints: ReadonlyArray<string>
}

const serviceHint = "Stop a service with the system's own service manager."

/** Why a name is refused before any process is looked at; `null` when it may be looked up. */
export const protectName = (name: string): Protected | null => {
  const word = name.trim()
  // `kill -1` and `kill -4211` in their usual spelling: everybody, a group.
  if (EVERYTHING.test(word) || /^-\d+$/.test(word)) {
    return {
      rule: "broad-kill",
      reason: "That means many processes at once, perhaps all: the system would go down with them.",
      hints: ["Name one process, its number or its port."]
    }
  }
  if (SELF_WORDS.has(word.toLowerCase())) {
    return {
      rule: "own-process",
      reason: "zenus does not kill itself.",
      hints: ["Press Ctrl+C to stop what it is doing, or leave the shell with exit."]
    }
  }
  if (SYSTEM_PROCESSES.has(word)) {
    return {
      rule: "system-process",
      reason: `${word} keeps the system running and is never killed.`,
      hints: [serviceHint]
    }
  }
  return null
}

/** Why a number is refused before any process is looked at. 0 and below reach a group or everybody (kill(2)). */
export const protectPid = (pid: number): Protected | null =>
  pid < 1
    ? {
        rule: "broad-kill",
        reason: `${pid} does not mean one process but a group or all of them.`,
        hints: ["Name one process by its number."]
      }
    : null

export interface Around {
  /** The number of zenus itself. */
  readonly self: number
  readonly ancestors: ReadonlySet<number>
  /** Effective user of zenus. */
  readonly uid: number
  /** The name of a user, for the message. */
  readonly userName: (uid: number) => string
}

/** Why this process is never killed; `null` when it may be. */
export const protectProcess = (facts: ProcessFacts, around: Around): Protected | null => {
  const who = `Process ${facts.pid} (${facts.name})`
  if (facts.kernel) {
    return {
      rule: "kernel-thread",
      reason: `${who} is a part of the kernel and cannot be killed.`,
      hints: [serviceHint]
    }
  }
  if (facts.pid === 1) {
    return {
      rule: "system-process",
      reason: `${who} is the first process: the system ends with it.`,
      hints: [serviceHint]
    }
  }
  if (facts.pid === around.self) {
    return { rule: "own-process", reason: `${who} is zenus itself.`, hints: ["Press Ctrl+C to stop what it is doing."] }
  }
  if (around.ancestors.has(facts.pid)) {
    return {
      rule: "own-process",
      reason: `${who} started zenus: your shell or terminal would close with it.`,
      hints: ["Close it by hand, or ask from another terminal."]
    }
  }
  if (SYSTEM_PROCESSES.has(facts.kernelName) || SYSTEM_PROCESSES.has(facts.name)) {
    return {
      rule: "system-process",
      reason: `${who} keeps the system running and is never killed.`,
      hints: [serviceHint]
    }
  }
  if (facts.uid !== around.uid) {
    return {
      rule: "other-user",
      reason: `${who} belongs to ${around.userName(facts.uid)}.`,
      hints: [`Ask as the user ${around.userName(facts.uid)}.`]
    }
  }
  return null
}
