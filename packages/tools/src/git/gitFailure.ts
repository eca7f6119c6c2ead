/**
 * What git said, as an error a person can act on: a table from its messages (English, since LC_ALL=C) to plain words and
 * recovery. Pure. What no row knows keeps git's own last line. Passwords in addresses are taken out.
 */
import { escapeText, StepFailed } from "@zenus/core"
import { redactAddress } from "./gitArguments.ts"

interface Row {
  readonly when: RegExp
  readonly reason: (match: RegExpExecArray) => string
  readonly hints: ReadonlyArray<string>
  /** The other machine, or the way to it, is in trouble that may pass. */
  readonly transient?: true
}

/** Stands in an error's cause: git's own line, and what follows from it. */
class GitSaid extends Error {
  override readonly name = "GitSaid"
  /** A later try may go well. */
  readonly passing: boolean
  /** What was called for cannot have been taken there. */
  readonly untaken: boolean
  constructor(line: string, passing: boolean, untaken: boolean) {
    super(line)
    this.passing = passing
    this.untaken = untaken
  }
}

/** Whether the other machine or the way to it failed in a way that may pass. */
export const isTransient = (error: StepFailed): boolean => error.cause instanceof GitSaid && error.cause.passing

/** Whether it is certain that the other side took nothing of a push that failed so: it was not reached, let nobody in, or refused all of it. */
export const tookNothing = (error: StepFailed): boolean => error.cause instanceof GitSaid && error.cause.untaken

/** The cause of a failure that was seen before anything was sent. */
export const unsent = (line: string): Error => new GitSaid(line, false, true)

/** A connection that breaks off later is not among these: then nobody knows. */
const UNTAKEN =
  /Could not resolve host|Connection refused|Network is unreachable|Failed to connect|unable to connect|terminal prompts disabled|Authentication failed|could not read (?:Username|Password)|Permission denied \(|Access denied|Host key verification failed|does not appear to be a git repository|[Rr]epository (?:'[^']*' )?(?:not found|does not exist)|transport '[^']*' not allowed|\[(?:remote )?rejected\]/

/** A hook of ours, of which git says no more than this; what breaks off over there ends so, too, after a word of its own. */
const HELD_BACK = /failed to push some refs/
const BROKEN_OFF = /fatal:|disconnect|hung up|RPC failed|early EOF/i

/** The lines by which git lists what a push has moved, made, forced or deleted over there. */
const TAKEN = /^ (?:[*+-] |  ).*(?: -> |\[deleted\])/m

const row = (
  when: RegExp,
  reason: string | ((match: RegExpExecArray) => string),
  ...hints: ReadonlyArray<string>
): Row => ({
  when,
  reason: typeof reason === "string" ? () => reason : reason,
  hints
})

const passing = (...args: Parameters<typeof row>): Row => ({ ...row(...args), transient: true })

/** The first row that fits wins. */
const ROWS: ReadonlyArray<Row> = [
  row(
    /detected dubious ownership in repository at '([^']*)'/,
    (match) => `the repository ${match[1] ?? ""} belongs to another user, so git does not trust its settings.`,
    "Work as its owner.",
    "If you trust it: git config --global --add safe.directory FOLDER"
  ),
  row(
    /not a git repository/,
    "this folder is not in a git repository.",
    "Go to a folder of a repository.",
    'Or make one here: "turn this folder into a git repository".'
  ),
  row(
    /nothing (?:added )?to commit|no changes added to commit/,
    "nothing is staged that differs from the last commit.",
    "Stage files first, or say: commit everything."
  ),
  row(/do not have the initial commit yet/, "there is no commit yet.", "Commit something first."),
  row(
    /must be run in a work tree/,
    "this repository has no working files here (it is bare, or this is its .git folder).",
    "Go to a folder with its working files."
  ),
  row(
    /(?:Unable to create|could not lock|cannot lock ref|Unable to lock)[^\n]*(?:File exists|\.lock)/i,
    "another git is at work in this repository, or one that crashed left a lock.",
    "Wait until it is done, then try again.",
    "If no git is running, remove the .lock file that git named."
  ),
  row(
    /does not have any commits yet|ambiguous argument 'HEAD'|bad (?:default )?revision 'HEAD'|Failed to resolve 'HEAD'|invalid reference: HEAD/,
    "there is no commit yet.",
    "Commit something first."
  ),
  row(
    /(?:unknown revision|bad revision|not a valid object name|invalid reference|Needed a single revision|not a commit)[^'"]*['":]?\s*['"]?([^'"\n]*)/i,
    (match) =>
      `there is no commit, branch or tag ${match[1] === undefined || match[1] === "" ? "of that name" : match[1]}.`,
    "List the branches, the tags or the log, and name one of them."
  ),
  row(
    /pathspec '([^']*)' did not match/,
    (match) => `git knows no ${match[1] ?? "such file"} here.`,
    "Check the spelling, or look at the status first."
  ),
  row(
    /no such path '([^']*)' in/,
    (match) => `there is no ${match[1] ?? "such path"} in that commit.`,
    "Check the spelling, or name another commit."
  ),
  row(
    /Please tell me who you are|empty ident name|unable to auto-detect email|no email was given/,
    "git does not know who you are.",
    'Tell it once: git config --global user.name "NAME"',
    'and: git config --global user.email "ADDRESS"'
  ),
  row(
    /would be overwritten by (?:checkout|merge|switch)|Please commit your changes or stash them|untracked working tree files would be/,
    (match) => `files that were changed here are in the way${namedFiles(match.input)}.`,
    "Commit or stash the changes first.",
    "Or discard them, if you do not want them."
  ),
  row(
    /CONFLICT|Automatic merge failed|fix conflicts|could not apply/,
    (match) => `both sides changed the same lines${conflictFiles(match.input)}.`,
    "Merge by hand: git merge, mend the files, git commit."
  ),
  row(
    /You have not concluded your merge|MERGE_HEAD exists|unmerged files|needs merge|is not possible because you have unmerged/,
    "a merge is not finished here.",
    "Finish it (mend the files, then commit), or take it back: git merge --abort"
  ),
  passing(
    /returned error: (5\d\d|429|408)|HTTP (5\d\d|429|408)/,
    (match) =>
      `the other machine answers with HTTP ${match[1] ?? match[2] ?? ""}: it is in trouble or has too much to do.`,
    "Try again in a while."
  ),
  passing(
    /Could not resolve host(?:name)?:?\s+([^\s:]+)/,
    (match) => `the host ${match[1] ?? ""} is not known: there is no network, or the address is wrong.`,
    "Check the network and the address, then try again."
  ),
  passing(
    /Connection refused|Connection timed out|Operation timed out|Network is unreachable|Failed to connect|unable to connect/,
    "the other machine does not answer.",
    "Check the network and the address, then try again."
  ),
  passing(
    /Connection (?:reset|closed|aborted)|Broken pipe|early EOF|unexpected disconnect|Empty reply from server|(?:Recv|Send) failure|RPC failed|curl (?:18|52|55|56|92)\b|SSL_ERROR_SYSCALL|non-properly terminated/i,
    "the connection broke off.",
    "Check the network, then try again."
  ),
  row(
    /terminal prompts disabled|Authentication failed|could not read (?:Username|Password)|Permission denied \(|HTTP Basic: Access denied|\b(?:error: ?|HTTP )403\b/,
    "the other side wants a name and a password or a key, and zenus asks for none.",
    "Set up a key in the ssh agent, or a credential helper (git config credential.helper).",
    "Then try again."
  ),
  row(
    /Host key verification failed/,
    "the host key of the other machine is not known here.",
    "Connect to it once by hand with ssh, and compare the key."
  ),
  row(
    /does not appear to be a git repository|Repository not found|repository '[^']*' (?:not found|does not exist)|Could not read from remote repository/,
    "there is no repository at that address, or you may not read it.",
    "Check the address."
  ),
  row(
    /transport '([^']*)' not allowed/,
    (match) => `the transport ${match[1] ?? ""} is not allowed.`,
    "Use an address that begins with https, http, ssh, git or file."
  ),
  row(
    /\[rejected\]|non-fast-forward|fetch first|\[remote rejected\]/,
    "the other side has commits that are not here, or does not take this.",
    "Pull first, then push again."
  ),
  row(
    /has no upstream branch|no tracking information|No configured push destination/,
    "this branch has no counterpart on a remote yet.",
    'Name the remote and the branch: "push main to origin".'
  ),
  row(
    /Not possible to fast-forward|divergent branches|Need to specify how to reconcile/,
    "this branch and its counterpart went different ways.",
    'Merge it: "pull and merge".'
  ),
  row(
    /refusing to merge unrelated histories/,
    "the two histories have nothing in common.",
    "Merge by hand if you mean it."
  ),
  row(
    /No such remote:? '?([^'\n]*)'?/,
    (match) => `there is no remote called ${match[1] ?? "so"}.`,
    "List the remotes first."
  ),
  row(
    /(?:a branch named|tag|remote) '?([^'\s]+)'? already exists/,
    (match) => `there is one called ${match[1] ?? "so"} already.`,
    "Choose another name, or delete that one first."
  ),
  row(
    /not fully merged/,
    "the branch has commits that are nowhere else.",
    'Say that you mean it: "delete the unmerged branch NAME".'
  ),
  row(
    /used by worktree at|checked out at|Cannot delete branch/,
    "the branch is the current one, here or in another working folder.",
    "Switch to another branch there first."
  ),
  row(/No space left on device/, "the disk is full.", "Free some space on that disk, then try again."),
  row(
    /Permission denied|Read-only file system/,
    "a file or folder may not be written.",
    "Look at its owner and permissions."
  ),
  row(
    /gpg failed to sign|cannot run gpg|failed to write commit object/,
    "the commit could not be signed.",
    "Unlock the key in its agent first.",
    "Or switch signing off: git config commit.gpgsign false"
  ),
  row(
    /hook (?:declined|failed)|pre-(?:commit|push|merge-commit) hook/,
    "a hook of the repository refused it.",
    "Look at what the hook says above."
  )
]

const isUntaken = (text: string): boolean =>
  (UNTAKEN.test(text) || (HELD_BACK.test(text) && !BROKEN_OFF.test(text))) && !TAKEN.test(text)

/** The indented names that git lists under a message, three at most. */
const namedFiles = (text: string): string => list([...text.matchAll(/^\t(.+)$/gm)].map((match) => match[1] ?? ""))

const conflictFiles = (text: string): string =>
  list([...text.matchAll(/^CONFLICT \([^)]*\):.* in (.+)$/gm)].map((match) => match[1] ?? ""))

const list = (names: ReadonlyArray<string>): string =>
  names.length === 0
    ? ""
    : `: ${names.slice(0, 3).join(", ")}${names.length > 3 ? ` and ${names.length - 3} more` : ""}`

/** The last line that says what went wrong, without git's own prefix. */
const lastLine = (text: string): string => {
  const all = text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("hint:"))
  const line = all.findLast((line) => /^(fatal|error):/.test(line)) ?? all.at(-1) ?? ""
  return line.replace(/^(fatal|error):\s*/, "")
}

/** What git said on both streams, and its exit code, as the step's failure. `doing` is an infinitive: "Commit". */
export const gitFailure = (doing: string, said: string, exitCode: number): StepFailed => {
  const text = escapeText(redactAddress(said))
  const line = lastLine(text)
  for (const { when, reason, hints, transient } of ROWS) {
    const match = when.exec(text)
    if (match === null) continue
    const cause = new GitSaid(line.slice(0, 500), transient === true, isUntaken(text))
    return new StepFailed({ doing, reason: reason(match), hints: [...hints], cause })
  }
  return new StepFailed({
    doing,
    reason: line === "" ? `git ended with code ${exitCode} and said nothing.` : `git said: ${line.slice(0, 500)}`,
    hints: [],
    cause: new GitSaid(line.slice(0, 500), false, isUntaken(text))
  })
}
