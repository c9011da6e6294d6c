#!/usr/bin/env node
// The `rlif` command.
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { Effect } from "effect"
import { commands } from "./_commands.ts"
import { run } from "./_run.ts"
import { version } from "./_version.ts"

run(process.argv.slice(2), { commands, version }).pipe(
  Effect.provide(NodeServices.layer),
  NodeRuntime.runMain({ disableErrorReporting: true }),
)
