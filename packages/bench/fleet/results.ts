// What was measured of a fleet on one machine, and the tables of docs/reach.md that follow from it.
import { Schema } from "effect"
import { tableOf } from "../report/markdown.ts"
import { assumed, jobOf, sizes, stepOf, stopsAt } from "./scaling.ts"

const ArmResult = Schema.Struct({
  workers: Schema.Int,
  ahead: Schema.Int,
  /** Of a step: the median over rounds. */
  seconds: Schema.Finite,
  /** The median over rounds of the quotient by the first arm's seconds in the same round. */
  ratio: Schema.Finite,
  /** Seconds of the coordinator's processor, all of its threads, a step. */
  processor: Schema.Finite,
  pieces: Schema.Finite,
  sent: Schema.Finite,
  received: Schema.Finite,
})

/** The results as they are kept. */
export const Results = Schema.Struct({
  date: Schema.String,
  machine: Schema.String,
  preset: Schema.String,
  rounds: Schema.Int,
  steps: Schema.Int,
  arms: Schema.Array(ArmResult),
  /** Seconds that a piece of next to nothing takes with a worker more than without. */
  piece: Schema.Finite,
  /** Seconds of the coordinator's processor a byte of answers: all that it does itself, with one worker. */
  byte: Schema.Finite,
})

/** The results. */
export type Results = typeof Results.Type

/** The share of a step that one worker on the same machine may take. */
export const goal = 0.1

/** What was measured, as a table. */
export const measuredTable = ({ arms }: Results): string =>
  tableOf({
    title: "",
    headers: [
      "workers",
      "sampled ahead",
      "seconds a step",
      "of the step alone",
      "coordinator's processor, s",
      "pieces a step",
      "MB to workers",
      "MB back",
    ],
    rows: arms.map(({ workers, ahead, seconds, ratio, processor, pieces, sent, received }) => [
      workers === 0 ? "none" : String(workers),
      String(ahead),
      seconds.toFixed(2),
      `${(100 * ratio).toFixed(0)}%`,
      processor.toFixed(2),
      pieces.toFixed(0),
      (sent / 1e6).toFixed(1),
      (received / 1e6).toFixed(1),
    ]),
  })

const counts = [1, 2, 4, 8, 16, 32, 64]
const networks = { "1 Gbit/s": 1.25e8, "10 Gbit/s": 1.25e9 }

/** Seconds of a step on many workers, on paper, by the constants that were measured. */
export const scalingTable = ({ piece, byte }: Pick<Results, "piece" | "byte">): string =>
  tableOf({
    title: "",
    headers: ["model", "network", "sampled ahead", ...counts.map(String), "stops at", "limit at 64"],
    rows: Object.entries(sizes).flatMap(([name, size]) =>
      Object.entries(networks).flatMap(([speed, network]) =>
        [false, true].map((ahead) => {
          const [job, costs] = [jobOf(size), { piece, byte, network }]
          const found = counts.map((workers) => stepOf(job, costs, { workers, ahead }))
          const stops = stopsAt(job, costs, { most: 64, ahead })
          return [
            name,
            speed,
            ahead ? "1" : "0",
            ...found.map(({ seconds }) => seconds >= 100 ? seconds.toFixed(0) : seconds.toPrecision(2)),
            stops === undefined ? "above 64" : String(stops),
            found.at(-1)!.limit,
          ]
        })
      )
    ),
  })

/** The page's part between its marks. */
export const told = (results: Results): string => {
  const { machine, preset, rounds, steps, piece, byte, arms } = results
  const one = arms.find(({ workers, ahead }) => workers === 1 && ahead === 0)!
  return [
    `${machine}; the ${preset} preset, ${rounds} rounds of ${steps} steps an arm, in turn and in reverse; workers have one thread each ` +
    "and share the machine's cores with each other and the coordinator, so more of them are no faster than there are cores.",
    "",
    measuredTable(results),
    "",
    `One worker takes ${(100 * (one.ratio - 1)).toFixed(1)}% of a step more than none (the goal is at most ${
      100 * goal
    }%): ${
      (1e3 * piece).toFixed(1)
    } ms a piece of next to nothing. The coordinator's processor, with all that it does itself, takes ${
      (1e9 * byte).toFixed(2)
    } ns a byte of answers.`,
    "",
    `On paper, seconds of a step of ${assumed.tokens.toLocaleString("en")} tokens on 1 to 64 workers that each sample ${
      assumed.samples / 1e12
    } and learn ${assumed.learns / 1e12} ` +
    `tera-operations a second (assumed, not measured), in ${assumed.pieces} pieces, with adapters of rank 16 in float32. "Stops at" is from where ` +
    "twice as many workers save less than a quarter.",
    "",
    scalingTable(results),
  ].join("\n")
}
