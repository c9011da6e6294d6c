// The command line inside a test: arguments in, what was printed out.
import * as NodeServices from "@effect/platform-node/NodeServices"
import { Console, Effect, Exit } from "effect"
import { mkdtempSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { commands } from "./_commands.ts"
import { run } from "./_run.ts"

/** What a command left behind. */
export interface Invoked {
  readonly ok: boolean
  readonly stdout: string
  readonly stderr: string
}

/** Runs `rlif` with these arguments in this process. */
export const invoke = async (...args: ReadonlyArray<string>): Promise<Invoked> => {
  const [stdout, stderr]: [Array<string>, Array<string>] = [[], []]
  const capture: Console.Console = {
    ...console,
    log: (text: string) => void stdout.push(text),
    error: (text: string) => void stderr.push(text),
  }
  const exit = await run(args, { commands, version: "1.2.3" }).pipe(
    Effect.provide(NodeServices.layer),
    Effect.provideService(Console.Console, capture),
    Effect.runPromiseExit,
  )
  return { ok: Exit.isSuccess(exit), stdout: stdout.join("\n"), stderr: stderr.join("\n") }
}

/** A new folder for a test's files. */
export const newFolder = (): string => mkdtempSync(join(tmpdir(), "rlif-cli-"))
