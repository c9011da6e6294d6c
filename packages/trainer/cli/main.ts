#!/usr/bin/env node
// The `rlif` command. Nothing is imported before this line but what any Node runs: an old one is told what it lacks.
const least = [22, 19] as const

const [major, minor] = process.versions.node.split(".").map(Number)
if (major < least[0] || (major === least[0] && minor < least[1])) {
  console.error(`rlif: Cannot start: Node ${least.join(".")} or newer is needed, this is ${process.versions.node}`)
  process.exit(1)
}
await import("./_start.ts")
