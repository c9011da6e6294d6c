// Keys and values of every row that is being sampled, time-major (S, R, K, D), wherever they lie.
import type { ModelConfig } from "../model/architecture.ts"
import type { Values } from "../graph/value.ts"
import type { Feeds } from "../runtime/feeds.ts"

/** The growing cache of a batch of rows: first prompts are placed, then each step fills one more slot. */
export interface Cache {
  /** The slots filled so far, as the decoder's `past.*` inputs. */
  readonly past: () => Feeds
  /** Where a program that reads prompts writes its cache (N, K, D). */
  readonly prompts: () => Feeds
  /**
   * Takes what such a program computed into the last slots of the next rows: each prompt lies once among the N tokens
   * and is copied to all its rows.
   */
  readonly place: (computed: Values, prompts: ReadonlyArray<PlacedPrompt>) => Promise<void>
  /** Where the decoder writes the next slot (1, R, K, D). */
  readonly next: () => Feeds
  /** Counts that slot as filled. */
  readonly advance: () => Promise<void>
  /** Drops every row but `rows` (ascending). */
  readonly keep: (rows: ReadonlyArray<number>) => Promise<void>
  /** Filled slots. */
  readonly slots: () => number
  /** Lets go of everything. */
  readonly end: () => void
}

/** A prompt's length, and how many rows complete it. */
export interface PlacedPrompt {
  readonly tokens: number
  readonly rows: number
}

/** How many rows, and how many slots for their prompts, which are right-aligned in them. */
export interface CacheSize {
  readonly rows: number
  readonly slots: number
}

/** What a cache has of each layer: the outputs of the programs that fill it. */
export const cacheNames = ({ layers }: ModelConfig): ReadonlyArray<string> =>
  Array.from({ length: layers }, (_, layer) => [`key.${layer}`, `value.${layer}`]).flat()
