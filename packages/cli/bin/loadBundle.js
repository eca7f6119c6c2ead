"use strict"
/*
 * Runs the scripts of ../dist and keeps their compiled code between starts, which halves a start. Node's own compile cache
 * (module.enableCompileCache) keeps a script as it was before it ran, without the functions that it calls: they would be compiled
 * anew each time. Here a script is kept as it is at the end, with every function that was needed.
 *
 * Kept are files of the user's own folder, one for each script and command, named after the very build, Node version and
 * processor; V8 refuses what another version or other flags made. The first few starts add what those before did not call; after
 * that nothing is written. Never an error: without the folder a start is slower and nothing else.
 */
var fs = require("fs")
var path = require("path")
var vm = require("vm")

/** How many starts may write: each may call functions that those before did not. */
var GENERATIONS = 4
/** Less than this is not worth a write. */
var GROWTH = 1.02
/** Behind the code: a sum over samples of it, and the number of starts that wrote. */
var TRAILER = 8

/**
 * Keeps V8 from growing its young generation to 32 MB twice: a plan over 100,000 files then peaks at two thirds of the memory for a
 * tenth more of time (`npm run bench`). V8 takes kept code only under the flags that it was made under, so this is done before
 * the first script, and stays. `plan` does nothing that needs it and is spared the loading of node:v8.
 */
function boundMemory(word) {
  if (word === "plan") return
  var v8 = require("v8")
  v8.setFlagsFromString("--semi-space-growth-factor=1")
  if (word !== "shell") return
  v8.setFlagsFromString(LEAN)
  if (process.versions.node.split(".")[0] === "24") v8.setFlagsFromString(SLEEP)
}

/**
 * V8 tidies up eight seconds after the last work: 50 ms of processor, for nothing that anybody would miss. A shell that waits does
 * nothing at all, and collects after its answers (collectBetween.ts). Said to the Node that knows the flag: others would complain.
 */
var SLEEP = "--gc-memory-reducer-start-delay-ms=1000000000"

/**
 * The compiler in the middle takes 13 MB for its work after some hundred requests and does not give them back: a shell that was at
 * 87 MB is at 109. The best of the three compilers still comes to what runs long.
 */
var LEAN = "--no-maglev"

/** What a module's text stands in. */
var HEAD = "(function (exports, require, module, __filename, __dirname) { 'use strict';"
var TAIL = "\n})"

/**
 * A script as the function that it is run as. It is read into its place: text put together afterwards would be copied as a whole,
 * and kept twice. build.mjs writes ASCII alone.
 */
function readWrapped(filename) {
  var fd = fs.openSync(filename, "r")
  try {
    var size = fs.fstatSync(fd).size
    var bytes = Buffer.allocUnsafe(HEAD.length + size + TAIL.length)
    var end = bytes.write(HEAD, 0, "latin1")
    for (var count = -1; count !== 0 && end < HEAD.length + size; end += count) {
      count = fs.readSync(fd, bytes, end, HEAD.length + size - end, null)
    }
    end += bytes.write(TAIL, end, "latin1")
    return bytes.toString("latin1", 0, end)
  } finally {
    fs.closeSync(fd)
  }
}

/** One word in 512 bytes: finds a file that a crash of the machine left half on the disk. */
function sumOf(code) {
  var words = new Int32Array(code.buffer, code.byteOffset, code.length >> 2)
  var sum = code.length | 0
  for (var at = 0; at < words.length; at += 128) sum = (Math.imul(sum, 31) + words[at]) | 0
  return sum
}

/** What is kept in a file: `{ code, generation }`, or undefined where there is nothing whole. */
function readKept(file) {
  try {
    var bytes = fs.readFileSync(file)
    var end = bytes.length - TRAILER
    if (end < TRAILER || bytes.byteOffset % 4 !== 0) return undefined
    var code = bytes.subarray(0, end)
    return sumOf(code) === bytes.readInt32LE(end) ? { code: code, generation: bytes[end + 4] } : undefined
  } catch {
    return undefined
  }
}

function writeKept(file, code, generation) {
  var trailer = Buffer.alloc(TRAILER)
  trailer.writeInt32LE(sumOf(code), 0)
  trailer[4] = generation
  var aside = file + "." + process.pid
  fs.writeFileSync(aside, Buffer.concat([code, trailer]), { mode: 384 /* 0600 */ })
  fs.renameSync(aside, file)
}

/** At the end of a start: what is new is kept, and what other builds left is taken away. */
function keep(scripts, folder, build) {
  var wrote = false
  scripts.forEach(function (one) {
    var kept = one.kept
    var generation = kept === undefined ? 0 : kept.generation
    if (generation >= GENERATIONS) return
    var code = one.script.createCachedData()
    if (kept === undefined) wrote = true
    var grown = kept === undefined || code.length > kept.code.length * GROWTH
    writeKept(one.file, grown ? code : kept.code, generation + 1)
  })
  if (!wrote) return
  fs.readdirSync(folder).forEach(function (name) {
    if (/^[0-9a-f]{16}-.*\.code$/.test(name) && name.indexOf(build) !== 0) fs.unlinkSync(path.join(folder, name))
  })
}

/**
 * Runs `dist/main.cjs`. `folder` is where compiled code is kept, or undefined; `word` is the command. Throws what the scripts
 * throw, and the system's error where `dist` is not there.
 */
exports.loadBundle = function (dist, folder, word) {
  boundMemory(word)
  var modules = Object.create(null)
  var scripts = []
  var build = folder === undefined ? "" : fs.readFileSync(path.join(dist, "build-id"), "latin1")
  var prefix = build + "-" + process.version + "-" + process.arch + "-" + word + "-"

  function load(name) {
    var known = modules[name]
    if (known !== undefined) return known.exports
    var module = (modules[name] = { exports: {} })
    var filename = path.join(dist, name)
    var file = folder === undefined ? undefined : path.join(folder, prefix + path.basename(name, ".cjs") + ".code")
    var kept = file === undefined ? undefined : readKept(file)
    var script = new vm.Script(readWrapped(filename), { filename: filename, cachedData: kept && kept.code })
    if (script.cachedDataRejected) kept = undefined
    if (file !== undefined) scripts.push({ script: script, file: file, kept: kept })
    script.runInThisContext()(module.exports, requireFrom, module, filename, dist)
    return module.exports
  }
  function requireFrom(id) {
    return id.charAt(0) === "." ? load(path.basename(id)) : require(id)
  }

  if (folder !== undefined) {
    process.on("exit", function (code) {
      // A signal's answer must not wait for this.
      if (code >= 128) return
      try {
        keep(scripts, folder, build)
      } catch {
        // no room, or no right: see above
      }
    })
  }
  load("main.cjs")
}
