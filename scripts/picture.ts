// The README's picture of the main job with its control: `npm start`, `npm start -- --reward random`, then
// `node scripts/picture.ts runs/self-certainty-1 runs/random-1 > docs/images/self-certainty.svg`.
import { readFileSync } from "node:fs"
import { basename } from "node:path"
import { type Run, trainingCurves } from "@rlif/trainer/plot"

const runs = process.argv.slice(2).map((folder): Run => ({
  name: basename(folder).replace(/-\d+$/, ""),
  lines: readFileSync(`${folder}/metrics.jsonl`, "utf8").trim().split("\n").map((line) => {
    const { step, ...metrics } = JSON.parse(line)
    return { step, metrics }
  }),
}))

/** Rewards have units of their own: only the first run's is drawn. */
const withoutReward = ({ name, lines }: Run): Run => ({
  name,
  lines: lines.map(({ step, metrics }) => ({
    step,
    metrics: Object.fromEntries(Object.entries(metrics).filter(([name]) => name !== "reward")),
  })),
})

process.stdout.write(
  trainingCurves(runs.map((run, i) => i === 0 ? run : withoutReward(run)), {
    title: `${runs.map(({ name }) => name).join(" and ")} on base`,
  }),
)
