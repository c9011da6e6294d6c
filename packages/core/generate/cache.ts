// Keys and values of all rows that are being sampled, (R, K, S, D), in this process or on a device: a head's slots lie side by
// side, so that one query reads them in a stretch.
import type { ModelConfig } from "../model/architecture.ts"
import type { Values } from "../graph/value.ts"
import type { Feeds } from "../runtime/feeds.ts"

/** The growing cache of a batch of rows: prompts are placed first, then each step fills one more slot. */
export interface Cache {
  /** The slots filled so far, and room after them, as the decoder's `past.*` inputs. */
  readonly past: () => Feeds
  /** The place to which a program that reads prompts writes its keys and values (N, K, D). */
  readonly prompts: () => Feeds
  /**
   * Copies the keys and values of prompts into the last slots of the next rows. Each prompt lies once among the N tokens, and
   * is copied to all its rows.
   */
  readonly place: (computed: Values, prompts: ReadonlyArray<PlacedPrompt>) => Promise<void>
  /** The place to which the decoder writes the next slot (R, K, D). */
  readonly next: () => Feeds
  /** Counts the next slot as filled. */
  readonly advance: () => Promise<void>
  /** Drops all rows except `rows` (ascending). */
  readonly keep: (rows: ReadonlyArray<number>) => Promise<void>
  /** The number of filled slots. */
  readonly slots: () => number
  /** The number of slots that `past` has, filled or not. */
  readonly room: () => number
  /** Releases all memory. */
  readonly end: () => void
}

/** A prompt's length in tokens, and the number of rows that complete it. */
export interface PlacedPrompt {
  readonly tokens: number
  readonly rows: number
}

/** The number of rows, and the number of slots for their prompts, which are right-aligned. */
export interface CacheSize {
  readonly rows: number
  readonly slots: number
}

/** The names of all layers' keys and values: outputs of the programs that fill the cache. */
export const cacheNames = ({ layers }: ModelConfig): ReadonlyArray<string> =>
  Array.from({ length: layers }, (_, layer) => [`key.${layer}`, `value.${layer}`]).flat()
