// What the README says of the reproduction: the numbers of the committed report, and no others.
import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { describe, expect, it } from "vitest"
import type { Row } from "./run.ts"
import { full } from "./scale.ts"
import type { Line } from "./store.ts"

const read = (path: string) => readFileSync(fileURLToPath(new URL(path, import.meta.url)), "utf8")
const readme = read("../../../README.md").replace(/\s+/g, " ")
const twin = read("../results/full/README.md")

it("tells how typical its picture is", () => {
  const rows: ReadonlyArray<Line> = read("../results/full/rows.jsonl").trim().split("\n").map((line) =>
    JSON.parse(line)
  )
  const under = (objective: string) =>
    rows.flatMap(({ job, result }) =>
      job.kind === "run" && Array.isArray(result) && job.experiment.objective === objective &&
        job.experiment.world === "sound" && job.experiment.instruct === 0
        ? [{ rate: job.experiment.learningRate, metrics: result.map((row: Row) => row.metrics) }]
        : []
    )
  const all = under("self-certainty")
  const rises = all.map(({ metrics: [start, ...rest] }) =>
    Math.max(...rest.map(({ accuracy }) => accuracy)) - start.accuracy
  )
  expect(all.length).toBe(13)
  expect(readme).toContain(
    `by ${Math.min(...rises).toFixed(2)} to ${Math.max(...rises).toFixed(2)} in the thirteen committed runs`,
  )
  // From the updates before the peak, 11 to 20, to the last ten.
  const rising = (objective: string) =>
    under(objective).filter(({ rate, metrics }) =>
      rate === full.learningRate && metrics.at(-1)!["train/reward"] > metrics[2]["train/reward"]
    ).length
  expect([rising("self-certainty"), rising("token-entropy")]).toEqual([4, 5])
  expect(readme).toContain("in four of five seeds of the reproduction (under token entropy in five of five)")
})

it("shows the main figure, and how many claims hold", () => {
  expect(readme).toContain("](packages/bench/results/full/base_curves-1.svg)")
  const [all, yes, no, open] = numbers(
    /Of (\d+) claims of the paper (\d+) \D* (\d+) are not \D* (\d+) are undecided/,
    twin,
  )
  expect(readme).toContain(`Paper: ${yes} of ${all} claims reproduced, ${no} not, ${open} undecided.`)
  const [own, held, fell, left] = numbers(
    /Of (\d+) of ours\D* (\d+) hold \D* (\d+) do not \D* (\d+) are undecided/,
    twin,
  )
  expect(readme).toContain(`Ours: ${held} of ${own} hold, ${fell} do not, ${left} undecided.`)
  const written = (when: string) =>
    [...twin.matchAll(new RegExp(`^\\| (?:the paper's|ours \\*) \\| ${when} .*? \\| (\\d+) `, "gm"))]
      .reduce((sum, [, count]) => sum + Number(count), 0)
  expect(readme).toContain(
    `${written("before")} of the ${Number(all) + Number(own)} claims were written before, and ${
      written("when")
    } when the rows of earlier runs`,
  )
})

describe("findings are the numbers of the report", () => {
  /** The mean in a cell of a table with a title, to two digits. */
  const cell = (title: string, row: string, column: string) => {
    const [, headers, , ...rows] = twin.slice(twin.indexOf(`**${title}**`)).split("\n\n").slice(0, 2).join("\n").split(
      "\n",
    )
    const cells = (line: string) => line.split(" | ").map((text) => text.replace(/^\| |[\s|]+$/g, ""))
    const found = rows.map(cells).find(([first]) => first === row)!
    return Number(found[cells(headers).indexOf(column)].split(" ")[0]).toFixed(2)
  }
  const sound = (reward: string, column: string) => cell("Accuracy in the sound world", reward, column)
  const any = (reward: string, column: string) =>
    cell("Right in any form, and in the form asked for, after 0, 20 and all updates", reward, column)
  const mixed = (rate: string, reward: string, column: string) =>
    cell(`Accuracy in the mixed world, ${rate}`, reward, column)
  const [fast, slow] = ["100 updates at 0.0002", "150 updates at 0.0001"]
  const eight = (reward: string, column: string) =>
    cell(`One completion and eight in any form, ${fast}`, reward, `pass@8: ${column}`)
  const control = (world: string, reward: string, column: string) =>
    cell(`Accuracy under controls in the ${world} world`, reward, column)
  const instruct = (reward: string, column: string) => cell("Accuracy of instruct models", reward, column)
  const right = (reward: string) =>
    cell("Accuracy in the right-mode world, under two rewards and their control", reward, "end")
  const [certain, entropy] = ["self-certainty", "token-entropy"]
  const [mean, sum, labels] = ["trajectory-mean", "trajectory-sum", "exact-answer"]
  it.each([
    `from ${sound(certain, "start")} to ${any(certain, "form: 20")} and ${
      any(entropy, "form: 20")
    } within 20 updates, ` +
    `and to ${sound(certain, "end")} and ${sound(entropy, "end")} at 100`,
    `match the verifiable reward (${any(labels, "form: 20")} after 20 updates)`,
    `right in any form are ${any(certain, "any: start")} at the start, ${any(certain, "any: 20")} and ${
      any(entropy, "any: 20")
    } after 20 updates`,
    `temperature 0.3 is right on ${cell("Start models of the sound world", "at temperature 0.3", "in any form")}.`,
    `A random reward ends at ${control("sound", "random", "end")}`,
    `from ${mixed(fast, entropy, "start")} to ${mixed(fast, entropy, "peak")} (${
      mixed(slow, entropy, "peak")
    } at half the rate)`,
    `below the untrained model at temperature 0 (${
      cell("The start models of the mixed world", "at temperature 0", "in the form asked for")
    })`,
    `one is right for ${eight(certain, "start")} of the problems at the start, and for ${eight(certain, "end")} and ${
      eight(entropy, "end")
    } at the end (${eight("random", "end")} under the random reward, ${eight(labels, "end")} under the verifiable one)`,
    `The summed one, which is the paper's, ends at ${sound(sum, "end")}, ${mixed(fast, sum, "end")} and ${
      cell("Accuracy in the wrong-mode world", sum, "end")
    }`,
    `ends at ${sound(mean, "end")} where that is right, like the verifiable reward (${sound(labels, "end")}), at ${
      mixed(fast, mean, "end")
    } where it is right for two thirds, and falls from ${cell("Accuracy in the wrong-mode world", mean, "start")} to ${
      cell("Accuracy in the wrong-mode world", mean, "end")
    } where it is wrong`,
    `votes at ${control("sound", "majority-vote", "end")}, ${mixed(fast, "majority-vote", "end")} and ${
      control("wrong-mode", "majority-vote", "end")
    }.`,
    `(${cell("Accuracy in the right-mode world, under two rewards and their control", certain, "start")} to ${
      right(certain)
    } and ${right(entropy)})`,
    `falls from ${instruct(certain, "start")} to ${instruct(certain, "end")} under self-certainty (to ${
      instruct("random", "end")
    } under`,
  ])("%s", (finding) => expect(readme).toContain(finding))
})

const numbers = (pattern: RegExp, text: string) => pattern.exec(text)!.slice(1)
