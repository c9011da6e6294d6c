// The help of a command, as text: flags in groups, then examples.
import type * as HelpDoc from "effect/cli/HelpDoc"
import * as Option from "effect/Option"

const words = (text: string): ReadonlyArray<string> => text.split(" ")

/** Which flags stand together, in the order of the help; those of no group stand last. */
export const groups: Readonly<Record<string, ReadonlyArray<string>>> = {
  MODEL: words("recipe model checkpoint base instruct ratio from"),
  DATA: words(
    "data corpus input prompt labels problems documents problem-column messages-column gold-column id-column paraphrase-column",
  ),
  PROMPTS: words("template chat system template-args template-date max-prompt long-prompts"),
  SAMPLING: words(
    "completions votes replacements max-tokens temperature signal-temperature top-k top-p min-p repetition-penalty end-token stop signals batch seed",
  ),
  REWARD: words(
    "reward reward-scale normaliser teacher answer as-reward limit overlong-margin advantage eps whitened rewards",
  ),
  UPDATES: words(
    "steps learning-rate schedule warm-up floor minibatches epochs without-cut loss clip-low clip-high correction correction-per correction-cap entropy-bonus penalty penalty-weight aggregate beta1 beta2 weight-decay clip-norm lookahead",
  ),
  ADAPTERS: words("lora-rank lora-alpha lora-targets lora-frozen"),
  EVALUATION: words(
    "eval-every eval-problems eval-data pass-at maj-at theorem cases claims expect replay relations",
  ),
  GUARDS: words("guard guard-labels guard-answers"),
  SHOWN: words("step sort show shade color updates"),
  WATCHED: words("watch watch-host port host"),
  WORKERS: words("workers join name address tls mixed"),
  OUTPUT: words(
    "out output force format dtype json resume save-every keep samples-every tensorboard otlp",
  ),
  MACHINE: words("provider threads parts micro-batch-tokens recompute memory-limit"),
  SETTINGS: words("config allow-modules dry-run"),
}

/** The text of a help. */
export const help = (doc: HelpDoc.HelpDoc): string => {
  const { description, usage, flags, globalFlags = [], examples = [], subcommands = [] } = doc
  const grouped = Object.entries(groups).map(([title, names]) =>
    section(title, names.flatMap((name) => flags.filter((flag) => flag.name === name)).map(row))
  )
  const known = new Set(Object.values(groups).flat())
  return [
    `${description}\n`,
    `USAGE\n  ${usage}\n`,
    ...grouped,
    section("OTHER", flags.filter(({ name }) => !known.has(name)).map(row)),
    section("EXAMPLES", examples.flatMap(({ command, description = "" }) => [[`# ${description}`, ""], [command, ""]])),
    section("GLOBAL FLAGS", globalFlags.map(row)),
    section(
      "SUBCOMMANDS",
      subcommands.flatMap(({ commands }) => commands.map(({ name, description }) => [name, description])),
    ),
  ].filter((part) => part !== "").join("\n").trimEnd()
}

type Row = ReadonlyArray<string>

const row = ({ name, aliases, type, description }: HelpDoc.FlagDoc): Row => [
  [`--${name}`, ...aliases].join(", ") + (type === "boolean" ? "" : ` ${type}`),
  Option.getOrElse(description, () => ""),
]

/** Left and right columns under a title; nothing of no rows. */
const section = (title: string, rows: ReadonlyArray<Row>): string => {
  if (rows.length === 0) return ""
  const width = Math.max(...rows.map(([left, right]) => right === "" ? 0 : left.length))
  const lines = rows.map(([left, right]) =>
    `  ${left.padEnd(width)}  ${wrapped(right, 110 - width).join(`\n${" ".repeat(width + 4)}`)}`.trimEnd()
  )
  return `${title}\n${lines.join("\n")}\n`
}

/** Lines of at most `width` characters, where words allow that. */
const wrapped = (text: string, width: number): ReadonlyArray<string> => {
  const lines = [""]
  for (const word of text.split(" ")) {
    const last = lines[lines.length - 1]
    if (last !== "" && last.length + 1 + word.length > width) lines.push(word)
    else lines[lines.length - 1] = last === "" ? word : `${last} ${word}`
  }
  return lines
}
