import { expect, it } from "vitest"
import { boxes, lastBox } from "./last_box.ts"

it.each(
  [
    [String.raw`so $\boxed{42}$.`, "42"],
    [String.raw`\boxed{1} and then \boxed{2}`, "2"],
    [String.raw`\boxed{\frac{1}{\sqrt{2}}}`, String.raw`\frac{1}{\sqrt{2}}`],
    [String.raw`\boxed{\{1, \{2\}\}}`, String.raw`\{1, \{2\}\}`],
    [String.raw`\boxed{\}}`, String.raw`\}`],
    [String.raw`\fbox{7}`, "7"],
    [String.raw`\boxed {7}`, "7"],
    [String.raw`so $\boxed 7$.`, "7"],
    [String.raw`\boxed{1}, so \boxed -2.5, as`, "-2.5"],
    [String.raw`\boxed \frac12`, undefined],
    // The last box was cut; the one before was not.
    [String.raw`\boxed{3}, no, \boxed{4`, "3"],
    [String.raw`\boxed{4`, undefined],
    [String.raw`\boxed{}`, ""],
    ["no box", undefined],
    [String.raw`} \\\boxed{{5}} {`, "{5}"],
  ] as const,
)("takes from %j what is in the box: %j", (text, expected) => expect(lastBox(text)).toBe(expected))

it("is done with many boxes that nobody closes in one pass", () => {
  const started = performance.now()
  expect(lastBox(String.raw`\boxed{`.repeat(100_000))).toBeUndefined()
  expect(lastBox(String.raw`\boxed{1}` + String.raw`\boxed{`.repeat(100_000))).toBe("1")
  // Tenths of a second; a pass for each box took minutes.
  expect(performance.now() - started).toBeLessThan(10_000)
})

it("says where each box stands, and that one was cut", () =>
  expect(boxes(String.raw`\boxed{1} \boxed 2, \boxed{\fbox{3}`)).toEqual([
    { inside: "1", start: 0, end: 9 },
    { inside: "2", start: 10, end: 18 },
    { inside: undefined, start: 20, end: 35 },
    { inside: "3", start: 27, end: 35 },
  ]))
