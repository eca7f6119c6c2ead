/**
 * The table of what can be asked of git and done with it. Each action has a file of its own; this is only the list. Needs git 2.25
 * or newer; what a merge would touch is foreseen exactly from 2.38 on. Hooks of a repository run when its owner's own git would
 * run them (commit, merge, switch, push), which the plan says; never while planning and never for undo. What no setting here
 * keeps from running are clean filters (git-lfs): without them git cannot tell whether a file was changed.
 */
import type { Tool } from "@zenus/core"
import { add } from "./actions/add.ts"
import { addRemote } from "./actions/addRemote.ts"
import { authors } from "./actions/authors.ts"
import { blame } from "./actions/blame.ts"
import { branches } from "./actions/branches.ts"
import { clean } from "./actions/clean.ts"
import { clone } from "./actions/clone.ts"
import { commit } from "./actions/commit.ts"
import { countCommits } from "./actions/countCommits.ts"
import { createBranch } from "./actions/createBranch.ts"
import { createTag } from "./actions/createTag.ts"
import { currentBranch } from "./actions/currentBranch.ts"
import { deleteBranch } from "./actions/deleteBranch.ts"
import { deleteRemoteBranch } from "./actions/deleteRemoteBranch.ts"
import { deleteTag } from "./actions/deleteTag.ts"
import { diff } from "./actions/diff.ts"
import { discard } from "./actions/discard.ts"
import { dropStash } from "./actions/dropStash.ts"
import { fetch } from "./actions/fetch.ts"
import { files } from "./actions/files.ts"
import { init } from "./actions/init.ts"
import { log } from "./actions/log.ts"
import { merge } from "./actions/merge.ts"
import { pull } from "./actions/pull.ts"
import { push } from "./actions/push.ts"
import { remotes } from "./actions/remotes.ts"
import { remoteUrl } from "./actions/remoteUrl.ts"
import { removeRemote } from "./actions/removeRemote.ts"
import { reset } from "./actions/reset.ts"
import { show } from "./actions/show.ts"
import { stash } from "./actions/stash.ts"
import { stashes } from "./actions/stashes.ts"
import { status } from "./actions/status.ts"
import { switchTo } from "./actions/switch.ts"
import { tags } from "./actions/tags.ts"
import { unstage } from "./actions/unstage.ts"
import { unstash } from "./actions/unstash.ts"

export const GitOps: Tool = {
  name: "GitOps",
  description: "Git repositories: look, stage, commit, branch, merge, stash, tag, fetch, push",
  worksBeside: ".git",
  reachesOut: true,
  actions: [
    // Reading.
    status,
    files,
    diff,
    log,
    countCommits,
    authors,
    show,
    blame,
    branches,
    currentBranch,
    tags,
    remotes,
    remoteUrl,
    stashes,
    // Making and moving.
    init,
    clone,
    add,
    unstage,
    commit,
    createBranch,
    switchTo,
    merge,
    stash,
    unstash,
    createTag,
    addRemote,
    fetch,
    pull,
    // Throwing away.
    discard,
    reset,
    clean,
    dropStash,
    deleteBranch,
    deleteTag,
    removeRemote,
    // For everybody.
    push,
    deleteRemoteBranch
  ]
}
