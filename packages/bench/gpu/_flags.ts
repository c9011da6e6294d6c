// What `npm run bench -- gpu` can be told.
import { Effect } from "effect"
import { count, FlagError, parsed, type Refuse } from "../report/flags.ts"

/** What is measured, and how much of it. */
export interface Flags {
  readonly providers: ReadonlyArray<Device>
  /** The model whose speed is measured: a folder. Undefined: the base model that ships. */
  readonly model: string | undefined
  readonly prompts: number
  /** Completions a prompt. */
  readonly completions: number
  /** Of each prompt. */
  readonly promptTokens: number
  /** Of each completion: nothing ends it earlier. */
  readonly maxTokens: number
  readonly rounds: number
}

/** The providers that are compared with the CPU. */
export const devices = ["webgpu", "cuda"] as const
export type Device = (typeof devices)[number]

// Little, because software rendering takes minutes for it; a GPU deserves a larger model and more of everything.
const counts = {
  prompts: [4, 2],
  completions: [4, 2],
  "prompt-tokens": [16, 4],
  "max-tokens": [16, 4],
  rounds: [3, 1],
} as const

/** How the command is called. */
export const usage = `npm run bench -- gpu [--quick] [--providers ${devices.join()}] [--model FOLDER] ` +
  Object.keys(counts).map((name) => `[--${name} N]`).join(" ")

/** Reads the flags. With `--quick` all that is not given is as little as shows that it works. */
export const readFlags = (args: ReadonlyArray<string>): Effect.Effect<Flags, FlagError> =>
  Effect.gen(function* () {
    const values = yield* parsed(args, { options, refuse })
    const number = (name: keyof typeof counts) =>
      count(values[name] ?? `${counts[name][values.quick ? 1 : 0]}`, { name, refuse })
    const names = values.providers?.split(",") ?? devices
    const stranger = names.find((name) => !devices.some((device) => device === name))
    if (stranger !== undefined) {
      return yield* refuse(
        "providers",
        `--providers has "${stranger}"; what is compared with cpu are ${devices.join(", ")}`,
      )
    }
    return {
      providers: devices.filter((device) => names.includes(device)),
      model: values.model,
      prompts: yield* number("prompts"),
      completions: yield* number("completions"),
      promptTokens: yield* number("prompt-tokens"),
      maxTokens: yield* number("max-tokens"),
      rounds: yield* number("rounds"),
    }
  })

const text = { type: "string" } as const
const options = {
  quick: { type: "boolean", default: false },
  providers: text,
  model: text,
  prompts: text,
  completions: text,
  "prompt-tokens": text,
  "max-tokens": text,
  rounds: text,
} as const

const refuse: Refuse = (flag, why) => new FlagError({ flag, message: `Cannot compare providers: ${why}` })
