// Mistakes in what people may ask of a run, and in whose requests a live page answers.
import { foundBy, type Mutation } from "./_mutation.ts"

/** All of them. */
export const watchMutations: ReadonlyArray<Mutation> = [
  ...foundBy("packages/trainer/run/controlled", {
    "trainer/run/controlled": [
      ["a stop that keeps nothing", 'ask === "save" || ask === "stop"', 'ask === "save"'],
      ["a stop that is one update late", 'if (ask === "stop") return true', ""],
      ["a checkpoint that ends a pause", '(paused && ask !== "go on")', "false"],
      ["a pause that nothing ends", '(paused && ask !== "go on")', "paused"],
      ["a signal that a pause outlives", "Effect.as(stopped, true)", "Effect.as(stopped, false)"],
    ],
  }),
  ...foundBy("packages/trainer/run/control_file", {
    "trainer/run/control_file": [
      ["what was asked of an earlier run", "let read = (yield* linesAfter(path, 0)).length", "let read = 0"],
      ["what is asked twice", "read += lines.length", ""],
    ],
  }),
  ...foundBy("packages/trainer/run/verdicts_file", {
    "trainer/run/verdicts_file": [[
      "problems that differ in gold answers alone",
      "[id, problem, gold]",
      "[id, problem]",
    ]],
  }),
  ...foundBy("packages/trainer/watch/trust", {
    "trainer/watch/trust": [
      ["any name of this machine", "secret === undefined && !hosts", "false && !hosts"],
      ["a name without its end", 'host.replace(/:\\d+$/, "")', 'host.replace(/[.:].*$/, "")'],
      ["another port of this machine", ' && site !== "none"', ' && site !== "none" && site !== "same-site"'],
      ["another site that says what it is", "origin !== undefined && origin", "origin === null && origin"],
      ["a change from nobody knows where", "&& origin === undefined", "&& false"],
      ["an empty token", "a.length > 0 && ", ""],
      ["any token", "secret !== undefined && !same", "secret === null && !same"],
      [
        "part of a token",
        "a.length === b.length && timingSafeEqual(a, b)",
        "a.subarray(0, b.length).equals(b) && b.length > 0",
      ],
    ],
  }),
  ...foundBy("packages/trainer/cli/watch", {
    "trainer/cli/_showing": [["a pause that outlives its run", 'last?.ask === "pause"', "false"]],
  }),
  ...foundBy("packages/trainer/watch/server", {
    "trainer/watch/story": [
      ["asked after the last update", " || step >= steps", ""],
      ["a spoilt file that nobody hears of", "unread: told.unread", "unread: undefined"],
      ["a spoilt folder that nobody hears of", "{ ...story.state, unread }", "story.state"],
    ],
    "trainer/watch/told": [
      ["another story told on", "visit.story !== story.id ||", ""],
      ["messages told twice", "story.messages.slice(visit.messages)", "story.messages"],
    ],
    "trainer/watch/routes": [
      ["asked as anything", 'request.headers["content-type"] !== "application/json"', "false"],
      ["asked of nobody", '.state.state === "ended"', '.state.state === "running"'],
      ["a wish of any length", "kibibytes(1)", "gibibytes(1)"],
    ],
    "trainer/watch/server": [
      ["no token for other machines", "loopback.includes(host)", "true"],
      ["an empty token is one", "token || (", "token ?? ("],
      ["a token that no address can hold", "encodeURIComponent(secret)", "secret"],
      ["visitors who are told no last word", "Deferred.succeed(closing, undefined)", "Effect.void"],
    ],
  }),
]
