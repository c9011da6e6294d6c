import type { Claim, Table, Verdict, Written } from "./drawing.ts"

/** How a claim may end, the best first. */
const endings: ReadonlyArray<Verdict> = ["reproduced", "not reproduced", "undecided"]

const when: Readonly<Record<Written, string>> = {
  before: "before the first run of these seeds",
  during: "while or after the first of them ran",
  after: "when the rows of the earlier runs were known",
}

/** How many of some claims ended how; checks are no claims. */
const counts = (claims: ReadonlyArray<Claim>): ReadonlyArray<number> =>
  endings.map((ending) => claims.filter(({ check, verdict }) => !check && verdict === ending).length)

const sum = (values: ReadonlyArray<number>) => values.reduce((total, x) => total + x, 0)

const whose = (claims: ReadonlyArray<Claim>, ours: boolean) => claims.filter((claim) => (claim.ours ?? false) === ours)

/** In words, how many of the paper's claims and of ours ended how. */
export const tally = (claims: ReadonlyArray<Claim>): string => {
  const [paper, own] = [false, true].map((ours) => counts(whose(claims, ours)))
  const checks = claims.filter(({ check }) => check)
  const passed = checks.filter(({ verdict }) => verdict === "reproduced").length
  const [ofPaper, ofOurs] = [sum(paper), sum(own)]
  return [
    ...ofPaper === 0 ? [] : [
      `Of ${ofPaper} claims of the paper ${paper[0]} are reproduced (✓), ${paper[1]} are not (✗), and ${
        paper[2]
      } are undecided (?).`,
    ],
    `Of ${ofOurs} of ours, marked *, ${own[0]} hold (✓), ${own[1]} do not (✗), and ${own[2]} are undecided.`,
    ...checks.length === 0 ? [] : [`Of ${checks.length} checks, in no count, ${passed} pass.`],
  ].join(" ")
}

/** The same, by when claims were written: those that rows were known to are weaker evidence. */
export const tallyByTime = (claims: ReadonlyArray<Claim>, title: string): Table => ({
  title,
  headers: ["claims", "written", "in all", "✓", "✗", "?"],
  rows: [false, true].flatMap((ours) =>
    (["before", "during", "after"] as const).map((written) => {
      const ended = counts(whose(claims, ours).filter((claim) => claim.written === written))
      return [ours ? "ours *" : "the paper's", when[written], ...[sum(ended), ...ended].map(String)]
    })
  ).filter(([whose]) => claims.some(({ ours = false }) => ours === whose.startsWith("ours"))),
})
