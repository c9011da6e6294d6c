#!/usr/bin/env node
// The `rlif` command. Nothing is imported before this line but what any Node runs: an old one is told what it lacks.
const least = [22, 19] as const

const [major, minor] = process.versions.node.split(".").map(Number)
if (major < least[0] || (major === least[0] && minor < least[1])) {
  console.error(`rlif: Cannot start: Node ${least.join(".")} or newer is needed, this is ${process.versions.node}`)
  process.exit(1)
}
// Compiled modules are kept between runs, in a folder of the user's own, whose name threads take from the environment.
const [{ enableCompileCache }, { homedir }] = [await import("node:module"), await import("node:os")]
const caches = process.env["XDG_CACHE_HOME"] || `${homedir()}/.cache`
enableCompileCache(process.env["NODE_COMPILE_CACHE"] ??= `${caches}/rlif/modules`)
await import("./_start.ts")
