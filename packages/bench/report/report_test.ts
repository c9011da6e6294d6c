import { parseHTML } from "linkedom"
import { describe, expect, it } from "vitest"
import type { Claim, Verdict } from "./drawing.ts"
import { report } from "./report.ts"

const claim = (text: string, verdict: Verdict, more: Partial<Claim> = {}): Claim => ({
  claim: text,
  saw: "gain: 0.1",
  interval: "[0.0, 0.2]",
  written: "before",
  verdict,
  brief: "+0.1",
  ...more,
})
const points = [{ x: 0, y: 0.4 }, { x: 10, y: 0.7 }]
const panel = { title: "Accuracy", x: "step", y: "share", curves: [{ name: "base", points }] }
const drawn = {
  figure: { name: "curves", title: "Curves <of> a run", question: "Do they rise?" },
  drawing: {
    notes: ["Bands are intervals."],
    pictures: [{ title: "One", panels: [panel] }, { title: "Two", panels: [panel] }],
    tables: [{ title: "Numbers", headers: ["a|b", "c"], rows: [["1 | 2", "<3>"]] }],
    claims: [
      claim("it rises", "reproduced", { subject: "certainty" }),
      claim("it rises", "not reproduced", { subject: "entropy" }),
      claim("it falls", "undecided", { subject: "entropy", ours: true }),
      claim("all is well", "reproduced"),
      claim("so we think", "reproduced", { ours: true, written: "after" }),
      claim("it rises", "undecided", { subject: "mean", check: true }),
      claim("it is itself", "reproduced", { subject: "entropy", check: true }),
      claim("it is still", "not reproduced", { check: true }),
    ],
  },
}
const { html, markdown, pictures } = report([drawn], {
  title: "A report",
  introduction: ["What was done."],
  environment: { seeds: "1, 2" },
})
const { document } = parseHTML(html)
const cells = (table: { readonly querySelectorAll: typeof document.querySelectorAll }) =>
  [...table.querySelectorAll("tr")].map((row) =>
    [...row.querySelectorAll("th, td")].map(({ textContent }) => textContent)
  )

describe("a report", () => {
  it("counts what became of its claims", () =>
    expect(html).toContain(
      "Of 3 claims of the paper 2 are reproduced (✓), 1 are not (✗), and 0 are undecided (?). " +
        "Of 2 of ours, marked *, 1 hold (✓), 0 do not (✗), and 1 are undecided. Of 3 checks, in no count, 1 pass.",
    ))

  it("counts them by when they were written, checks in no row", () => {
    const rows = cells(document.querySelectorAll("#top table")[0])
    expect(rows.slice(1).map(([whose, written, ...counts]) => [whose, written.split(" ")[0], ...counts])).toEqual([
      ["the paper's", "before", "3", "2", "1", "0"],
      ["the paper's", "while", "0", "0", "0", "0"],
      ["the paper's", "when", "0", "0", "0", "0"],
      ["ours *", "before", "1", "0", "0", "1"],
      ["ours *", "while", "0", "0", "0", "0"],
      ["ours *", "when", "1", "1", "0", "0"],
    ])
  })

  it("puts claims of several rewards side by side, and marks our own", () => {
    const [, glance, others, checks, otherChecks] = [...document.querySelectorAll("#top table")].map(cells)
    // A check among claims is in parentheses; one that is a check of all rewards has a table of its own.
    expect(glance).toEqual([
      ["claim", "certainty", "entropy", "mean"],
      ["it rises", "✓ +0.1", "✗ +0.1", "(? +0.1)"],
      ["it falls *", "", "? +0.1", ""],
    ])
    expect(others.map(([first]) => first)).toEqual(["claim", "all is well", "so we think *"])
    expect(checks).toEqual([["claim", "entropy"], ["it is itself", "✓ +0.1"]])
    expect(otherChecks.slice(1)).toEqual([[
      "it is still (check)",
      "gain: 0.1",
      "[0.0, 0.2]",
      "before",
      "does not pass",
    ]])
  })

  it("lists each claim of a figure with what was seen, its interval and its verdict", () => {
    const verdicts = cells([...document.querySelectorAll("#curves table")].at(-1)!)
    expect(verdicts[1]).toEqual(["certainty: it rises", "gain: 0.1", "[0.0, 0.2]", "before", "reproduced"])
    expect(verdicts[3][0]).toBe("entropy: it falls *")
    expect(cells(document.querySelectorAll("#top table")[2])[2].at(-1)).toBe("holds")
  })

  it("colors verdicts, by word and by mark", () => {
    const classes = [...document.querySelectorAll("td[class]")].map((cell) => [cell.className, cell.textContent])
    expect(classes).toContainEqual(["yes", "reproduced"])
    expect(classes).toContainEqual(["no", "✗ +0.1"])
    expect(classes).toContainEqual(["open", "undecided"])
  })

  it("is one page that needs nothing else", () => {
    expect(html).not.toMatch(/(src|href)=/)
    expect(document.querySelectorAll("figure svg").length).toBe(2)
    expect(html).toContain("Curves &lt;of&gt; a run")
    expect(html).toContain("&lt;3&gt;")
  })

  it("has the same in Markdown, its pictures beside it", () => {
    expect(Object.keys(pictures)).toEqual(["curves-1.svg", "curves-2.svg"])
    expect(markdown).toContain("![Two](curves-2.svg)")
    expect(markdown).toContain("| a\\|b | c |\n| --- | --- |\n| 1 \\| 2 | <3> |")
    expect(markdown).toContain("| certainty: it rises | gain: 0.1 | [0.0, 0.2] | before | reproduced |")
    expect(markdown.match(/^#+ .*/gm)).toEqual(["# A report", "## Curves <of> a run", "## Where and how"])
  })
})
