// The command line inside a test: arguments in, what was printed out.
import * as NodeServices from "@effect/platform-node/NodeServices"
import { type Folder, saveFolder } from "@rlif/core/checkpoint/folder"
import { arithmeticTokenizer, endWord, vocabulary } from "@rlif/core/data/arithmetic"
import type { ModelConfig } from "@rlif/core/model/architecture"
import { initialize } from "@rlif/core/model/initialize"
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

/** Of a model so small that a test can afford it. */
export const smallShape: ModelConfig = {
  architecture: "llama",
  vocab: vocabulary.length,
  width: 16,
  inner: 24,
  layers: 2,
  heads: 4,
  keyHeads: 2,
  headWidth: 4,
  epsilon: 1e-5,
  theta: 1000,
  tied: false,
  maxPositions: 64,
}

/** The folder of a new, small and untrained model that speaks the language of the generated arithmetic. */
export const newModel = async (): Promise<string> => {
  const folder = newFolder()
  const json = (value: object) => new TextEncoder().encode(JSON.stringify(value))
  await saveFolder(folder, {
    config: smallShape,
    parameters: initialize(smallShape, 1, { deviation: 0.3 }) as Folder["parameters"],
    endTokens: [vocabulary.indexOf(endWord)],
    files: {
      "tokenizer.json": json(arithmeticTokenizer.tokenizer),
      "tokenizer_config.json": json(arithmeticTokenizer.config),
    },
  }).pipe(Effect.provide(NodeServices.layer), Effect.runPromise)
  return folder
}
