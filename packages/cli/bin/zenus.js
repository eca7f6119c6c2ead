#!/usr/bin/env node
"use strict"
/*
 * The command's launcher. It looks at the Node it was started on, answers `--version`, finds the folder where compiled
 * code is kept and hands over to the bundle in ../dist (loadBundle.js). It is committed and not built, because npm links
 * a workspace's command only when the file is there at that moment. Old syntax and no dependency: a Node that is too old
 * must be able to read it.
 */

var NEEDED = [22, 19]

/** Whether a version such as "22.19.0" is new enough. */
function newEnough(version) {
  var parts = version.split(".").map(Number)
  return parts[0] > NEEDED[0] || (parts[0] === NEEDED[0] && parts[1] >= NEEDED[1])
}

function refuse() {
  process.stderr.write(
    "zenus needs Node " +
      NEEDED.join(".") +
      " or newer; this is Node " +
      process.versions.node +
      " (" +
      process.execPath +
      ").\n" +
      "  Get it with a version manager (nvm install 24, fnm install 24, mise use node@24)\n" +
      "  or from https://nodejs.org/en/download, then run zenus again.\n" +
      "  In a checkout of the repository, `npm ci` brings its own Node for `npx zenus`.\n"
  )
  process.exit(2)
}

/**
 * The project's own Node beside the link that started us (node_modules/.bin), or undefined. npx and npm scripts find
 * it through PATH; a program that starts node_modules/.bin/zenus itself, without that PATH, does not.
 */
function nodeBesideLink() {
  var path = require("path")
  var folder = path.dirname(process.argv[1])
  var node = path.join(folder, "node")
  return path.basename(folder) === ".bin" && require("fs").existsSync(node) ? node : undefined
}

function runOn(node) {
  var child = require("child_process").spawn(node, [__filename].concat(process.argv.slice(2)), { stdio: "inherit" })
  // A terminal sends SIGINT to both; the child decides what it means, and this process waits for it.
  process.on("SIGINT", function () {})
  ;["SIGTERM", "SIGHUP"].forEach(function (signal) {
    process.on(signal, function () {
      child.kill(signal)
    })
  })
  child.on("error", refuse)
  child.on("exit", function (code, signal) {
    if (signal === null) process.exit(code)
    process.removeAllListeners(signal)
    process.kill(process.pid, signal)
  })
}

/** A relative HOME is no home: it would be another folder wherever one stands. */
function home(path) {
  var named = process.env.HOME
  return named && path.isAbsolute(named) ? named : require("os").userInfo().homedir
}

/** Where compiled code may be kept between starts: contract §1's rule for all of our own files. */
function cacheFolder() {
  var path = require("path")
  var env = process.env
  if (env.NODE_COMPILE_CACHE) return path.resolve(env.NODE_COMPILE_CACHE)
  if (env.ZENUS_HOME) return path.resolve(env.ZENUS_HOME, "cache", "compile")
  var base = env.XDG_CACHE_HOME && path.isAbsolute(env.XDG_CACHE_HOME) ? env.XDG_CACHE_HOME : undefined
  return path.join(base || path.join(home(path), ".cache"), "zenus", "compile")
}

/** Whether root would leave its files in somebody else's folder: sudo may keep the caller's HOME. */
function rootInForeignFolder(folder) {
  if (process.getuid() !== 0) return false
  var fs = require("fs")
  while (!fs.existsSync(folder)) folder = require("path").dirname(folder)
  return fs.statSync(folder).uid !== 0
}

/** One folder after the other: Node's own recursive mkdir never returns below /proc. */
function makeFolder(fs, folder) {
  var parent = require("path").dirname(folder)
  if (fs.existsSync(folder) || parent === folder) return
  makeFolder(fs, parent)
  fs.mkdirSync(folder, 448 /* 0700 */)
}

/**
 * The folder where compiled code is kept between starts, made when it is not there; undefined for none. A folder that
 * another user could write in is not used: who can write there could choose the code that we run.
 */
function ownCacheFolder() {
  if (process.env.NODE_DISABLE_COMPILE_CACHE || !process.getuid) return undefined
  try {
    var fs = require("fs")
    var folder = cacheFolder()
    if (rootInForeignFolder(folder)) return undefined
    makeFolder(fs, folder)
    var found = fs.lstatSync(folder)
    var own = found.isDirectory() && found.uid === process.getuid() && (found.mode & 18) /* 0022 */ === 0
    return own ? folder : undefined
  } catch {
    return undefined
  }
}

/** Commands that people give often have compiled code of their own; all others share theirs. */
function commandWord() {
  var word = process.argv[2]
  // Alone it is the shell, whose start waits for nothing that other commands run.
  if (word === undefined) return "shell"
  return word === "plan" || word === "undo" || word === "history" ? word : "run"
}

/** Node 22 calls node:sqlite experimental on every start; we know, and our users cannot do anything about it. */
function muteSqliteWarning() {
  var emitWarning = process.emitWarning
  process.emitWarning = function (warning, type) {
    if (type === "ExperimentalWarning" && /SQLite/.test(String(warning))) return
    emitWarning.apply(process, arguments)
  }
}

function start() {
  if (process.versions.node.split(".")[0] === "22") muteSqliteWarning()
  var dist = require("path").join(__dirname, "..", "dist")
  try {
    require("./loadBundle.js").loadBundle(dist, ownCacheFolder(), commandWord())
  } catch (error) {
    if (require("fs").existsSync(dist)) throw error
    process.stderr.write("zenus is not built yet: packages/cli/dist is missing.\n  Run `npm run build`.\n")
    process.exit(1)
  }
}

if (!newEnough(process.versions.node)) {
  var pinned = nodeBesideLink()
  if (pinned === undefined) refuse()
  else runOn(pinned)
} else if (process.argv.length === 3 && (process.argv[2] === "--version" || process.argv[2] === "version")) {
  process.stdout.write(require("../package.json").version + "\n")
} else {
  start()
}
