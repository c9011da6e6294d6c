import { expect, it } from "vitest"
import { boxed } from "./boxed.ts"

const tex = String.raw

it.each(
  [
    [tex`so $\boxed{42}$.`, "42"],
    [tex`\boxed{1}. In the end \boxed{2}`, "2"],
    [tex`\fbox{\frac{1}{\sqrt{2}}}`, tex`\frac{1}{\sqrt{2}}`],
    [tex`$\boxed 7$.`, "7"],
    [tex`\boxed{\boxed{7}}`, tex`\boxed{7}`],
    // Units, names and markup are no part of it, and an empty box only says where the answer will be.
    [tex`$x = \boxed{42}^\circ$, \boxed{}`, "42"],
    [tex`**\boxed{42}** \text{ cm}`, "42"],
    [tex`$\boxed{42}\%$`, "42"],
    // Lists.
    [tex`\boxed{3} and \boxed{7}`, "3, 7"],
    [tex`$\boxed{1}$, $\boxed{2}$, or $\boxed{3}$`, "1, 2, 3"],
    [tex`$x = \boxed{3}$ and $y = \boxed{7}$`, "x = 3, y = 7"],
    [tex`the first is \boxed{2} and the second is \boxed{3}`, "2, 3"],
    [tex`\boxed{7}, \boxed{7}`, "7"],
    [tex`\boxed{1}, and therefore \boxed{2}`, "2"],
    // A piece of a formula.
    [tex`$\boxed{15}\pi$`, ""],
    [tex`$\boxed{15}\sqrt{2}$`, ""],
    [tex`$-\boxed{7}$`, ""],
    [tex`$3 + \boxed{7} \cdot 2$`, ""],
    [tex`$\boxed{7}^2$`, ""],
    [tex`$\frac{\boxed{7}}{2}$`, ""],
    // Alternatives, denials, and what was cut.
    [tex`Either \boxed{9} or \boxed{7}`, ""],
    [tex`\boxed{9}, or perhaps \boxed{7}`, ""],
    [tex`\boxed{9}, not \boxed{7}`, ""],
    [tex`It is not \boxed{7}.`, ""],
    [tex`\boxed{7} is wrong`, ""],
    [tex`\boxed{3}, no, \boxed{4`, ""],
    [tex`Either way it is \boxed{7}`, "7"],
    [tex`It cannot be 3, so it is \boxed{7}`, "7"],
    ["no box", undefined],
    [tex`put it in \boxed{}`, undefined],
  ] as const,
)("takes from %j what is in the box: %j", (text, expected) => expect(boxed(text)).toBe(expected))
