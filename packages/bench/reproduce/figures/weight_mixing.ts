import { claim, show } from "../claim.ts"
import { experiments } from "../scale.ts"
import { at, curve, doneOf, minus, over, peak, type Results, summarize } from "../summary.ts"
import type { Figure } from "./figure.ts"

/** The shares of the instruct model. */
export const ratios = [0, 0.1, 0.2, 0.5, 1] as const

const gain = minus(peak("accuracy"), at("accuracy", 0))

const runs = (results: Results, instruct: number) =>
  doneOf(results, experiments(results.scale, { instruct, objectives: ["self-certainty"] }))

/** Figure 3. */
export const weightMixing: Figure = {
  name: "weight_mixing",
  title: "Models between base and instruct",
  question: "Does the entropy at the start decide what internal feedback gains?",
  experiments: (scale) =>
    ratios.flatMap((instruct) => experiments(scale, { instruct, objectives: ["self-certainty"] })),
  draw: (results) => {
    const all = ratios.map((ratio) => runs(results, ratio))
    const seeds = Math.min(...all.map(({ length }) => length))
    // By seed: the ratios are the same seed's two models, mixed.
    const falls = all.map((done) => done.slice(0, seeds).map((rows) => at("entropy", 0)(rows, [])))
    const gains = all.map((done) => done.map((rows, i) => gain(rows, done.toSpliced(i, 1))))
    return {
      pictures: [{
        title: "Self-certainty on mixes, by the share of instruct",
        panels: [
          {
            title: "Held-out accuracy",
            x: "updates",
            y: "strict, 95% over seeds",
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
      }],
      tables: [{
        title: "Entropy at the start, and gain",
        headers: ["share of instruct", "entropy at the start", "accuracy at the start", "peak minus start", "seeds"],
        rows: ratios.map((ratio, i) => [
          String(ratio),
          ...(all[i].length === 0 ? ["not run", "not run", "not run"] : [
            show(over(all[i], at("entropy", 0))),
            show(over(all[i], at("accuracy", 0))),
            show(over(all[i], gain)),
          ]),
          String(all[i].length),
        ]),
      }],
      claims: [
        claim(
          "mixing: the entropy at the start falls as the share of instruct rises",
          summarize(
            Array.from(
              { length: seeds },
              (_, s) => Math.max(...ratios.slice(1).map((_, i) => falls[i + 1][s] - falls[i][s])),
            ),
          ),
          { is: "below", of: "the largest step from one ratio to the next" },
        ),
        claim(
          "mixing: the base model gains more than the instruct model",
          summarize(Array.from({ length: seeds }, (_, s) => gains[0][s] - gains[ratios.length - 1][s])),
          { is: "above", of: "gain at 0 minus gain at 1" },
        ),
        claim(
          "mixing: at .2 there is no gain left",
          over(all[2], gain),
          { is: "below", bound: 0.05, of: "peak minus start, below .05" },
        ),
      ],
    }
  },
}
