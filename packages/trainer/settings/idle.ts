// Which settings change nothing beside which others: a flag that would be ignored is refused.
import { kebab } from "./kebab.ts"

/** Stands for any value but the empty one. */
const given = Symbol("given")

/** Whether a value is one of many. */
type Holds = (value: unknown) => boolean

/** Values of other settings; what a command has no setting for is left out of account. */
type Beside = Readonly<Record<string, string | number | boolean | typeof given | Holds>>

const ofData: ReadonlyArray<Beside> = [{ data: "arithmetic", evalData: "" }, { data: "" }]
const unrewarded: ReadonlyArray<Beside> = ["nll", "direct-entropy", "direct-self-certainty"].map((loss) => ({ loss }))
const unclipped: ReadonlyArray<Beside> = [...unrewarded, { loss: "reinforce" }, { loss: "kl-cov" }, {
  loss: "clip-cov",
}]
// `taughtNames`, which would load every reward.
const untaught: Holds = (reward) => !/(^|[,\s])(teacher-vote|log-ratio)\b/.test(String(reward))
const notDrawn: ReadonlyArray<Beside> = [{ temperature: 0 }]

/** Settings by name, each with what makes it idle. */
export const idle: Readonly<Record<string, ReadonlyArray<Beside>>> = {
  problems: [{ prompt: given }],
  problemColumn: ofData,
  messagesColumn: [...ofData, { chat: false }],
  goldColumn: ofData,
  idColumn: ofData,
  paraphraseColumn: [{ data: "arithmetic" }, { messagesColumn: given }],
  template: [{ messagesColumn: given }],
  system: [{ chat: false }, { messagesColumn: given }],
  templateArgs: [{ chat: false }],
  templateDate: [{ chat: false }],
  topK: notDrawn,
  topP: notDrawn,
  minP: notDrawn,
  loraAlpha: [{ loraRank: 0 }],
  teacher: [{ reward: untaught }],
  floor: [{ schedule: "constant" }],
  eps: ["centered", "leave-one-out", "raw"].map((advantage) => ({ advantage, whitened: false })),
  clipLow: unclipped,
  clipHigh: unclipped,
  whitened: unrewarded,
  replacements: unrewarded,
  penaltyWeight: [{ penalty: "none" }],
  evalEvery: [{ evalProblems: 0, guardLabels: "" }],
  evalData: [{ evalProblems: 0 }],
  guardAnswers: [{ guardLabels: "" }],
  watchHost: [{ watch: "" }],
  address: [{ workers: "" }],
  tls: [{ workers: "" }],
  mixed: [{ workers: "" }],
  theorem: [{ rewards: given }],
  relations: [{ rewards: "" }],
  normaliser: [{ rewards: "" }],
  rewardScale: [{ rewards: "" }],
  cases: [{ replay: given }],
  seed: [{ replay: given }],
}

/**
 * The first setting that is not at its default and yet changes nothing, beside these values of all settings, and that in words;
 * undefined where each has an effect.
 */
export const idleSetting = (
  values: Readonly<Record<string, unknown>>,
  defaults: Readonly<Record<string, unknown>>,
): { readonly name: string; readonly message: string } | undefined => {
  const rows = Object.entries(idle).filter(([name]) => Object.hasOwn(values, name) && values[name] !== defaults[name])
  for (const [name, causes] of rows) {
    const cause = causes.find((beside) => holds(beside, values))
    if (cause === undefined) continue
    return { name, message: `Cannot use --${kebab(name)}: ${spelled(cause, values)} it changes nothing` }
  }
  return undefined
}

const holds = (beside: Beside, values: Readonly<Record<string, unknown>>): boolean => {
  const known = Object.entries(beside).filter(([name]) => Object.hasOwn(values, name))
  return known.length > 0 &&
    known.every(([name, value]) =>
      value === given ? values[name] !== "" : typeof value === "function" ? value(values[name]) : values[name] === value
    )
}

/** `with --loss reinforce`, `without --chat` */
const spelled = (beside: Beside, values: Readonly<Record<string, unknown>>): string =>
  Object.entries(beside).filter(([name]) => Object.hasOwn(values, name)).map(([name, value]) => {
    const flag = `--${kebab(name)}`
    return value === given
      ? `with ${flag}`
      : value === "" || value === false
      ? `without ${flag}`
      : `with ${flag} ${typeof value === "function" ? values[name] : value}`
  }).join(" and ")
