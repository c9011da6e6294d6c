import { expect, it } from "vitest"
import { lastBox } from "./last_box.ts"

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
  ] as const,
)("takes from %j what is in the box: %j", (text, expected) => expect(lastBox(text)).toBe(expected))
