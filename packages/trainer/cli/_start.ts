// The `rlif` command, once Node is known to be new enough.
import * as NodeServices from "@effect/platform-node/NodeServices"
import * as Effect from "effect/Effect"
import { commands } from "./_commands.ts"
import { run } from "./_run.ts"
import { runMain } from "./_run_main.ts"
import { version } from "./_version.ts"
import { printing } from "./outputs/standard_output.ts"

run(process.argv.slice(2), { commands, version }).pipe(
  printing(process.stdout),
  Effect.provide(NodeServices.layer),
  runMain,
)
