import type { Comparison } from "./ablation.ts"
import type { Measured } from "./measure.ts"

/** The heading of a report's table, in Markdown. */
export const heading = [
  "| what | how | seconds | a second | ratio | processor seconds | ratio |",
  "|---|---|--:|--:|--:|--:|--:|",
].join("\n")

/** The rows of one comparison; ratios are to its first way, above 1 where a way is faster. */
export const report = ({ name, unit }: Comparison, measured: ReadonlyArray<Measured>): string =>
  measured.map(({ name: how, seconds, perSecond, processorSeconds, ratio, processorRatio }, i) => {
    const times = (x: number) => (i === 0 ? "" : `${x.toFixed(2)}x`)
    const wall = [seconds.toFixed(4), `${thousands(perSecond)} ${unit}`, times(ratio)]
    const cells = [i === 0 ? name : "", how, ...wall, processorSeconds.toFixed(4), times(processorRatio)]
    return `| ${cells.join(" | ")} |`
  }).join("\n")

const thousands = (x: number) => (x < 1e6 ? `${(x / 1e3).toFixed(1)}k` : `${(x / 1e6).toFixed(1)}M`)
