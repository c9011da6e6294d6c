// What a page is told, as plain data: a page that stands still has all of it at once, a live one gets it one by one.
import type { Scale } from "./levels.ts"

/**
 * A run begins: its place among the runs of the page, and its name.
 * @since 0.1.0
 */
export interface RunMessage {
  readonly kind: "run"
  readonly run: number
  readonly name: string
}

/**
 * The completions of a problem. What is said of each stands in columns, in the order of sampling; numbers that are none are
 * null.
 * @since 0.1.0
 */
export interface GroupMessage {
  readonly problem: string
  readonly gold: string
  /** Words by their numbers, as `Words` writes them. */
  readonly prompt: string
  readonly tokens: ReadonlyArray<string>
  /** The whole text, where its tokens do not spell it, or their words are not known. */
  readonly text: ReadonlyArray<string | null>
  /** Levels on the scale of the update, as `levelsOf` writes them. */
  readonly signals: Readonly<Record<string, ReadonlyArray<string>>>
  readonly reward: ReadonlyArray<number | null>
  readonly parts: Readonly<Record<string, ReadonlyArray<number | null>>>
  readonly advantage: ReadonlyArray<number | null>
  /** Whether the limit of tokens cut it. */
  readonly cut: ReadonlyArray<boolean>
  readonly answer: ReadonlyArray<string | null>
  /** Whether it gives another answer than most of the group, or none; false where no answer is the most frequent one. */
  readonly apart: ReadonlyArray<boolean>
}

/**
 * What an update sampled.
 * @since 0.1.0
 */
export interface SamplesMessage {
  readonly kind: "samples"
  readonly run: number
  readonly step: number
  /** Whether these are answers to held-out problems after the update, from which nothing is learned. */
  readonly heldOut: boolean
  /** Words that no message before had; they go on from its numbers. */
  readonly words: ReadonlyArray<string>
  readonly scales: Readonly<Record<string, Scale>>
  readonly groups: ReadonlyArray<GroupMessage>
}

/**
 * All that a page may be told. The order of messages matters: later ones use the words of earlier ones.
 * @since 0.1.0
 */
export type Message = RunMessage | SamplesMessage
