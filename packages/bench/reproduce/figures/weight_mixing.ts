import { correlation } from "@rlif/trainer/evaluate"
import type { Panel } from "@rlif/trainer/plot"
import { claim, show } from "../claim.ts"
import { experiments, type Scale } from "../scale.ts"
import { at, curve, doneOf, type Measure, over, rise, summarize } from "../summary.ts"
import type { Figure } from "./figure.ts"

/** The shares of the instruct model. */
export const ratios = [0, 0.1, 0.2, 0.5, 1] as const

const gain = rise("accuracy")

/** Of what was left to gain. */
const share: Measure = (rows, others) => gain(rows, others) / (1 - at("accuracy", 0)(rows, others))

const mixes = (scale: Scale, instruct: number) => experiments(scale, { instruct, objectives: ["self-certainty"] })

/** Figure 3. */
export const weightMixing: Figure = {
  name: "weight_mixing",
  title: "Models between base and instruct",
  question: "Does the entropy at the start decide what internal feedback gains?",
  experiments: (scale) => ratios.flatMap((instruct) => mixes(scale, instruct)),
  draw: (results) => {
    const all = ratios.map((ratio) => doneOf(results, mixes(results.scale, ratio)))
    // Ratios of one seed are mixes of the same two models: seeds of which all are done, each with its runs by ratio.
    const whole = results.scale.seeds.map((seed) =>
      doneOf(results, ratios.flatMap((ratio) => mixes({ ...results.scale, seeds: [seed] }, ratio)))
    ).filter((runs) => runs.length === ratios.length)
    const starts = (metric: string) => whole.map((runs) => runs.map((rows) => at(metric, 0)(rows, [])))
    const [entropies, accuracies] = ["entropy", "accuracy"].map(starts)
    const bySeed = (measure: Measure) =>
      whole.map((runs, s) => runs.map((rows, i) => measure(rows, whole.toSpliced(s, 1).map((runs) => runs[i]))))
    const [gains, shares] = [bySeed(gain), bySeed(share)]
    const gainBy = (metric: string, x: string): Panel => ({
      title: `Gain by ${metric} at the start`,
      x,
      y: "gain in accuracy",
      curves: [{
        name: "self-certainty",
        points: all.filter((done) => done.length > 0).map((done) => {
          const { mean, low, high } = over(done, gain)
          return {
            x: over(done, at(metric, 0)).mean,
            y: mean,
            ...done.length > 1 ? { interval: { low, high } } : {},
          }
        }).toSorted((a, b) => a.x - b.x),
      }],
    })
    return {
      notes: [
        "Weights between those of a base model and those of its instruct sibling, number by number: (1 − ratio) base + ratio instruct. " +
        "The more of the instruct model, the more certain the start, but also the higher, so the gain is shown as a share of what " +
        "was left to gain, too. Over these mixes the two go together (a check has the correlation of start accuracy and gain), so either " +
        "predicts the gain and neither is shown to be its cause. Controls with a random reward are at the two ends only (figures 1, 2 and 5).",
      ],
      pictures: [{
        title: "Self-certainty on mixes, by the share of instruct",
        panels: [
          {
            title: "Held-out accuracy",
            x: "updates",
            y: "in the form asked for",
            curves: all.map((done, i) => curve(String(ratios[i]), done, "accuracy")),
            unit: "percent",
          },
          {
            title: "Entropy",
            x: "updates",
            y: "nats a token",
            curves: all.map((done, i) => curve(String(ratios[i]), done, "entropy")),
          },
        ],
      }, {
        title: "Gain by what a model starts with: the two go together",
        panels: [gainBy("entropy", "entropy at the start, nats a token"), gainBy("accuracy", "accuracy at the start")],
      }],
      tables: [{
        title: "Entropy at the start, and gain",
        headers: [
          "share of instruct",
          "entropy at the start",
          "accuracy at the start",
          "gain",
          "share of what was left",
          "seeds",
        ],
        rows: ratios.map((ratio, i) => [
          String(ratio),
          ...(all[i].length === 0 ? ["not run", "not run", "not run", "not run"] : [
            show(over(all[i], at("entropy", 0))),
            show(over(all[i], at("accuracy", 0))),
            show(over(all[i], gain)),
            show(over(all[i], share)),
          ]),
          String(all[i].length),
        ]),
      }],
      claims: [
        claim(
          "mixes: the entropy at the start falls as the share of instruct rises",
          summarize(entropies.map((values) => Math.max(...values.slice(1).map((value, i) => value - values[i])))),
          { written: "before", is: "below", of: "the largest step from one ratio to the next" },
        ),
        claim(
          "mixes: the base model gains more than the instruct model",
          summarize(gains.map((values) => values[0] - values[values.length - 1])),
          { written: "during", is: "above", of: "gain at 0 minus gain at 1" },
        ),
        claim(
          "mixes: the more entropy at the start, the larger the gain",
          summarize(gains.map((values, s) => correlation(entropies[s], values) ?? NaN)),
          { written: "during", is: "above", of: "correlation over ratios" },
        ),
        claim(
          "mixes: the lower the accuracy at the start, the larger the gain",
          summarize(gains.map((values, s) => correlation(accuracies[s], values) ?? NaN)),
          { check: true, written: "after", is: "below", of: "correlation over ratios" },
        ),
        claim(
          "mixes: so it is with the share of what was left to gain",
          summarize(shares.map((values, s) => correlation(entropies[s], values) ?? NaN)),
          { ours: true, written: "during", is: "above", of: "correlation over ratios" },
        ),
        claim("mixes: at .1 there is a gain still", over(all[ratios.indexOf(0.1)], gain), {
          written: "during",
          is: "above",
          of: "gain",
        }),
        claim("mixes: at .2 there is no gain left", over(all[ratios.indexOf(0.2)], gain), {
          written: "during",
          is: "below",
          bound: 0.05,
          of: "gain, below .05",
        }),
      ],
    }
  },
}
