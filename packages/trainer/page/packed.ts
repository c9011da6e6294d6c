import { clusters } from "@rlif/rewards/answer/clusters"
import type { Extractor } from "@rlif/rewards/answer/verdict"
import type { Sample } from "../run/samples_file.ts"
import { harmless } from "./harmless.ts"
import { levelsOf, type Scale, scaleOf } from "./levels.ts"
import type { GroupMessage, SamplesMessage } from "./message.ts"
import type { Spelling } from "./spelling.ts"
import type { Words } from "./words.ts"

/**
 * How what was sampled is read.
 * @since 0.1.0
 */
export interface Reading {
  /** Undefined where no tokenizer is at hand: then completions are whole texts. */
  readonly spelling: Spelling | undefined
  /** How an answer is found in a completion. */
  readonly answer: Extractor
}

/**
 * What an update sampled as the message of a page. Whatever completions say is harmless in it, and no word of them is long.
 * @since 0.1.0
 */
export const packed = (
  { run, step, heldOut = false, samples }: {
    readonly run: number
    readonly step: number
    readonly heldOut?: boolean
    readonly samples: ReadonlyArray<Sample>
  },
  words: Words,
  reading: Reading,
): SamplesMessage => {
  const names = Object.keys(samples[0]?.signals ?? {})
  const scales = Object.fromEntries(
    names.map((name) => [name, rounded(scaleOf(name, samples.map(({ signals }) => signals[name] ?? [])))]),
  )
  const groups = grouped(samples).map((group) => groupOf(group, { words, scales, ...reading }))
  // After the groups, which have added to them.
  return { kind: "samples", run, step, heldOut, words: words.fresh(), scales: called(scales), groups }
}

/** Under harmless names: those of rewards and signals may be anybody's. */
const called = <A>(all: Readonly<Record<string, A>>): Readonly<Record<string, A>> =>
  Object.fromEntries(Object.entries(all).map(([name, value]) => [harmless(name, 60), value]))

const rounded = ({ from, to }: Scale): Scale => ({ from: brief(from), to: brief(to) })

/** Completions of a problem stand one after another, of one prompt. */
const grouped = (samples: ReadonlyArray<Sample>): ReadonlyArray<ReadonlyArray<Sample>> => {
  const groups: Array<Array<Sample>> = []
  for (const sample of samples) {
    const last = groups.at(-1)?.[0]
    const same = last !== undefined && last.problem === sample.problem && last.prompt.join() === sample.prompt.join()
    if (same) groups.at(-1)!.push(sample)
    else groups.push([sample])
  }
  return groups
}

interface Packing extends Reading {
  readonly words: Words
  readonly scales: Readonly<Record<string, Scale>>
}

const groupOf = (
  group: ReadonlyArray<Sample>,
  { words, scales, spelling, answer }: Packing,
): GroupMessage => {
  const [{ problem, gold, prompt, rewards }] = group
  const written = (tokens: Sample["tokens"]) => words.numbered((spelling?.(tokens) ?? []).map((word) => harmless(word)))
  const texts = group.map(({ text }) => text)
  return {
    problem: harmless(problem),
    gold: harmless(gold),
    prompt: written(prompt),
    tokens: group.map(({ tokens }) => written(tokens)),
    text: group.map(({ tokens, text }) => spells(spelling, tokens, text) ? null : harmless(text, 20_000)),
    signals: called(Object.fromEntries(
      Object.entries(scales).map(([name, scale]) => [
        name,
        group.map(({ signals }) => levelsOf(signals[name] ?? [], scale)),
      ]),
    )),
    reward: group.map(({ reward }) => briefly(reward)),
    parts: called(Object.fromEntries(
      Object.keys(rewards).map((name) => [name, group.map(({ rewards }) => briefly(rewards[name] ?? null))]),
    )),
    advantage: group.map(({ advantage }) => briefly(advantage)),
    cut: group.map(({ finish }) => finish === "length"),
    answer: texts.map((text) => {
      const found = answer(text)?.trim()
      return found === undefined || found === "" ? null : harmless(found, 200)
    }),
    apart: apart(clusters(texts, answer)),
  }
}

/** Whether the tokens say all that the text says; special tokens are in no text. */
const spells = (spelling: Spelling | undefined, tokens: Sample["tokens"], text: string): boolean =>
  spelling !== undefined && spelling(tokens).join("").trim().includes(text.trim())

/** Those whose answer is not the most frequent one; none where two answers are equally frequent. */
const apart = (labels: ReadonlyArray<number>): ReadonlyArray<boolean> => {
  const votes = (label: number) => labels.filter((one) => one === label).length
  const given = [...new Set(labels)].filter((label) => label >= 0).sort((a, b) => votes(b) - votes(a))
  const tied = given.length > 1 && votes(given[0]) === votes(given[1])
  return labels.map((label) => given.length > 0 && !tied && label !== given[0])
}

/** Five digits, more than a reader compares. */
const brief = (value: number): number => Number(value.toPrecision(5))

const briefly = (value: number | null): number | null => value === null ? null : brief(value)
