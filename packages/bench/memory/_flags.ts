// What `npm run bench -- memory` can be told.
import { Effect } from "effect"
import { count, FlagError, parsed, type Refuse } from "../report/flags.ts"

/** What is measured, each in a process of its own. */
export const phases = ["load", "sample", "step"] as const
export type Phase = (typeof phases)[number]

const counts = {
  layers: 24,
  vocab: 151_936,
  prompts: 4,
  completions: 4,
  "prompt-tokens": 32,
  "max-tokens": 32,
  rank: 8,
} as const

/** What is done. */
export interface Work {
  readonly prompts: number
  /** Completions a prompt. */
  readonly completions: number
  /** Of each prompt, in tokens of the model that is made: bytes. */
  readonly promptTokens: number
  readonly maxTokens: number
  /** Of the adapter that is trained; 0: all weights are. */
  readonly rank: number
}

/** With what model, and what is measured of it. */
export interface Flags extends Work {
  readonly phases: ReadonlyArray<Phase>
  /** A model folder. Undefined: one is made. */
  readonly model: string | undefined
  readonly layers: number
  readonly vocab: number
  readonly json: boolean
}

/** How the command is called. */
export const usage = `npm run bench -- memory [--model FOLDER] [--phases ${phases.join()}] [--json] ` +
  Object.keys(counts).map((name) => `[--${name} N]`).join(" ")

/** Reads the flags. */
export const readFlags = (args: ReadonlyArray<string>): Effect.Effect<Flags, FlagError> =>
  Effect.gen(function* () {
    const values = yield* parsed(args, { options, refuse })
    const number = (name: keyof typeof counts, least = 1) =>
      count(values[name] ?? `${counts[name]}`, { name, least, refuse })
    const asked = values.phases?.split(",") ?? phases
    const stranger = asked.find((name) => !phases.some((phase) => phase === name))
    if (stranger !== undefined) {
      return yield* refuse("phases", `--phases has "${stranger}"; there are ${phases.join(", ")}`)
    }
    const shape = (["layers", "vocab"] as const).find((name) => values[name] !== undefined)
    if (values.model !== undefined && shape !== undefined) {
      return yield* refuse(shape, `--${shape} is of a model that is made, and --model names one`)
    }
    const flags: Flags = {
      phases: phases.filter((phase) => asked.includes(phase)),
      model: values.model,
      json: values.json,
      layers: yield* number("layers"),
      vocab: yield* number("vocab", 257),
      prompts: yield* number("prompts"),
      completions: yield* number("completions"),
      promptTokens: yield* number("prompt-tokens"),
      maxTokens: yield* number("max-tokens"),
      rank: yield* number("rank", 0),
    }
    return flags
  })

const text = { type: "string" } as const
const options = {
  json: { type: "boolean", default: false },
  phases: text,
  model: text,
  layers: text,
  vocab: text,
  prompts: text,
  completions: text,
  "prompt-tokens": text,
  "max-tokens": text,
  rank: text,
} as const

const refuse: Refuse = (flag, why) => new FlagError({ flag, message: `Cannot measure memory: ${why}` })
