#!/usr/bin/env node
// The `rlif` command.
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { Effect } from "effect"
import { readFileSync } from "node:fs"
import { commands } from "./_commands.ts"
import { run } from "./_run.ts"

// One level up from the sources, and two from their compiled form.
const manifest = new URL(import.meta.url.endsWith(".ts") ? "../package.json" : "../../package.json", import.meta.url)
const { version }: { version: string } = JSON.parse(readFileSync(manifest, "utf8"))

run(process.argv.slice(2), { commands, version }).pipe(
  Effect.provide(NodeServices.layer),
  NodeRuntime.runMain({ disableErrorReporting: true }),
)
