// The numbers of docs/which_reward.md are those of the committed report, and its words are rewards, recipes and theorems that there are.
import { readFileSync } from "node:fs"
import { expect, it } from "vitest"
import { theorems } from "../packages/trainer/theorem/theorems.ts"
import { rewardNames, runRewardNames } from "../packages/trainer/settings/names.ts"
import { recipeNames } from "../packages/trainer/settings/recipes.ts"
import { trainSettings } from "../packages/trainer/settings/train_settings.ts"

const page = readFileSync(new URL("../docs/which_reward.md", import.meta.url), "utf8")
const twin = readFileSync(new URL("../packages/bench/results/full/README.md", import.meta.url), "utf8")

/** Start, peak, and end of a reward in a table of the report, to two digits. */
const cells = (title: string, reward: string): string => {
  const table = twin.slice(twin.indexOf(`**${title}**`)).split("\n\n")[1].split("\n")
  const columns = (line: string) => line.split(" | ").map((text) => text.replace(/^\| |[\s|]+$/g, ""))
  const found = columns(table.find((line) => line.startsWith(`| ${reward} |`))!)
  return ["start", "peak", "end"].map((name) => Number(found[columns(table[0]).indexOf(name)].split(" ")[0]).toFixed(2))
    .join(", ")
}

it("has the rows of the committed report", () => {
  const under = (reward: string, controls: string) =>
    [
      `Accuracy ${controls}in the sound world`,
      "Accuracy in the mixed world, 100 updates at 0.0002",
      `Accuracy ${controls}in the wrong-mode world`,
    ].map((title) => cells(title, reward))
  const rows = [
    ...["exact-answer", "trajectory-mean", "trajectory-sum", "self-certainty", "token-entropy"].map((
      reward,
    ) => [reward, ...under(reward, "")]),
    ...["majority-vote", "random"].map((reward) => [reward, ...under(reward, "under controls ")]),
  ]
  const expected = [
    "| reward | sound world: start, peak, end | mixed world | wrong-mode world |",
    "|---|---|---|---|",
    ...rows.map(([name, ...cells]) => `| \`${name}\` | ${cells.join(" | ")} |`),
  ].join("\n")
  expect(page.split("<!-- rows -->")[1].split("<!-- /rows -->")[0].trim()).toBe(expected)
})

it("has every reward of the command, and names nothing that is not there", () => {
  const named = new Set([...page.matchAll(/`([a-z0-9-]+)`/g)].map(([, name]) => name))
  const left = ["trajectory-entropy"] // The old name of two that are there.
  expect([...rewardNames, ...runRewardNames].filter((name) => !named.has(name) && !left.includes(name))).toEqual([])
  const flags = new Set(
    Object.keys(trainSettings).map((name) => `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`),
  )
  const given = [...page.matchAll(/ (--[a-z][a-z0-9-]+)|`(--[a-z][a-z0-9-]+)/g)].map(([, a, b]) => a ?? b)
  expect(given.filter((flag) => !flags.has(flag) && flag !== "--rewards")).toEqual([])
  for (const [, recipe] of page.matchAll(/--recipe ([a-z+-]+)/g)) expect(recipeNames).toContain(recipe)
  const ids = theorems.map(({ id }) => id)
  for (const [id] of page.matchAll(/\b[EN]\d+\b/g)) expect(ids).toContain(id)
})

it("has a marked place for the table of recipes, as the page of recipes has", () => {
  const recipes = readFileSync(new URL("../docs/recipes.md", import.meta.url), "utf8")
  for (const text of [page, recipes]) expect(text.match(/<!-- recipes -->\n[^]*<!-- \/recipes -->/)).not.toBeNull()
})
