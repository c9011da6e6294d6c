// What `npm run bench -- peers` can be told.
import { Effect } from "effect"
import { count, FlagError, parsed, type Refuse } from "../report/flags.ts"
import { type PresetName, presetNames } from "../step/preset.ts"

/** How much is measured, and where it is written. */
export interface Flags {
  readonly quick: boolean
  /** Rounds in turn, after one that warms up. */
  readonly rounds: number
  readonly presets: ReadonlyArray<PresetName>
  /** Where all answers are written as JSON. Undefined: nowhere. */
  readonly json: string | undefined
}

/** How the command is called. */
export const usage = `npm run bench -- peers [--quick] [--rounds N] [--presets ${presetNames.join()}] [--json FILE]`

/** Reads the flags. By default 5 rounds of all presets; `--quick` means 2, without medium and without one thread. */
export const readFlags = Effect.fnUntraced(function* (args: ReadonlyArray<string>) {
  const values = yield* parsed(args, { options, refuse })
  const { quick, json } = values
  const asked: ReadonlyArray<string> = values.presets?.split(",") ??
    presetNames.filter((name) => !quick || name !== "medium")
  const stranger = asked.find((name) => !presetNames.some((known) => known === name))
  if (stranger !== undefined) {
    return yield* refuse("presets", `--presets has "${stranger}"; there are ${presetNames.join(", ")}`)
  }
  const rounds = yield* count(values.rounds ?? (quick ? "2" : "5"), { name: "rounds", refuse })
  const flags: Flags = { quick, rounds, presets: presetNames.filter((name) => asked.includes(name)), json }
  return flags
})

const text = { type: "string" } as const
const options = { quick: { type: "boolean", default: false }, rounds: text, presets: text, json: text } as const

const refuse: Refuse = (flag, why) => new FlagError({ flag, message: `Cannot compare peers: ${why}` })
