// What a peer says, a line of JSON at a time: that it is ready, or what it lacks; then an answer to each line that it reads.
import { Schema } from "effect"

/** Seconds of a clock on the wall, and of all processors together. */
export const Time = Schema.Struct({ wall: Schema.Number, cpu: Schema.Number })
export type Time = typeof Time.Type

/** The first line. */
export const Greeting = Schema.Union([
  Schema.Struct({
    kind: Schema.Literal("ready"),
    /** Name and version, and what else decides its speed. */
    about: Schema.String,
    /** The numbers of its model, where it can count them. */
    parameters: Schema.optionalKey(Schema.Number),
  }),
  Schema.Struct({ kind: Schema.Literal("missing"), message: Schema.String }),
])
export type Greeting = typeof Greeting.Type

/** What a piece of work took. */
export const Answer = Schema.Struct({
  /** By part, in the order in which they happen. */
  times: Schema.Record(Schema.String, Time),
  /** How many tokens were made. */
  tokens: Schema.Number,
  /** The tokens, where they must be the same for all. */
  said: Schema.optionalKey(Schema.Array(Schema.Number)),
  /** The most memory that the process ever had, in bytes. */
  peak: Schema.Number,
})
export type Answer = typeof Answer.Type

/** All parts of an answer together. */
export const wholeOf = ({ times }: Pick<Answer, "times">): Time =>
  Object.values(times).reduce((sum, { wall, cpu }) => ({ wall: sum.wall + wall, cpu: sum.cpu + cpu }), {
    wall: 0,
    cpu: 0,
  })
