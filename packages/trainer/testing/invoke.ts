// The command line inside a test: arguments in, what was printed out.
import * as NodeServices from "@effect/platform-node/NodeServices"
import { saveFolder } from "@rlif/core/checkpoint/folder"
import { arithmeticTokenizer, endWord, vocabulary } from "@rlif/core/data/arithmetic"
import { tinyModel } from "@rlif/core/testing/tiny_model.ts"
import { ConfigProvider, Console, Effect, Exit } from "effect"
import { mkdtempSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { commands } from "../cli/_commands.ts"
import { run } from "../cli/_run.ts"

/** What a command left behind. */
export interface Invoked {
  readonly ok: boolean
  readonly stdout: string
  readonly stderr: string
}

/** Runs `rlif` with these arguments in this process, where these environment variables are set. */
export const invokeIn = (env: NodeJS.ProcessEnv) => async (...args: ReadonlyArray<string>): Promise<Invoked> => {
  const [stdout, stderr]: [Array<string>, Array<string>] = [[], []]
  const capture: Console.Console = {
    ...console,
    log: (text: string) => void stdout.push(text),
    error: (text: string) => void stderr.push(text),
  }
  const exit = await run(args, { commands, version: "1.2.3" }).pipe(
    Effect.provide([NodeServices.layer, ConfigProvider.layer(ConfigProvider.fromEnvRecord(env))]),
    Effect.provideService(Console.Console, capture),
    Effect.runPromiseExit,
  )
  return { ok: Exit.isSuccess(exit), stdout: stdout.join("\n"), stderr: stderr.join("\n") }
}

/** Runs `rlif` with these arguments in this process. */
export const invoke = invokeIn(process.env)

/** A new folder for a test's files. */
export const newFolder = (): string => mkdtempSync(join(tmpdir(), "rlif-cli-"))

/** The tiny model with the vocabulary of the generated arithmetic. */
const { config, weights } = tinyModel({ vocab: vocabulary.length })

/** A new folder of the tiny model, untrained, that speaks the language of the generated arithmetic. */
export const newModel = async (): Promise<string> => {
  const folder = newFolder()
  const json = (value: object) => new TextEncoder().encode(JSON.stringify(value))
  await saveFolder(folder, {
    config,
    parameters: weights,
    endTokens: [vocabulary.indexOf(endWord)],
    files: {
      "tokenizer.json": json(arithmeticTokenizer.tokenizer),
      "tokenizer_config.json": json(arithmeticTokenizer.config),
    },
  }).pipe(Effect.provide(NodeServices.layer), Effect.runPromise)
  return folder
}
