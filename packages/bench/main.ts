// `npm run bench -- COMMAND ...` measures; `npm run bench` alone prints what there is.
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { Console, Effect } from "effect"
import { commands } from "./_commands.ts"

const [name, ...rest] = process.argv.slice(2)
const list = Object.entries(commands).map(([name, { about }]) => `  ${name.padEnd(10)} ${about}`).join("\n")

const program = Effect.gen(function* () {
  if (name === undefined) {
    yield* Console.log(`npm run bench -- COMMAND ...\n\n${list}`)
    return 0
  }
  if (!Object.hasOwn(commands, name)) {
    yield* Console.error(`Cannot measure "${name}": there is no such command; there are\n${list}`)
    return 2
  }
  const run = yield* Effect.promise(commands[name].load)
  return yield* run(rest)
})

program.pipe(
  Effect.map((status) => void (process.exitCode = status)),
  Effect.provide(NodeServices.layer),
  NodeRuntime.runMain,
)
