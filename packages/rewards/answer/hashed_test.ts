import { expect, it } from "vitest"
import { hashed } from "./hashed.ts"

it.each(
  [
    ["9 * 2 = <<9*2=18>>18\n#### 18", "18"],
    ["#### 1\nno\n####  3,641 \nafterwards", "3,641"],
    ["#### 1 #### 2", "2"],
    ["####", ""],
    ["### 5", undefined],
  ] as const,
)("takes from %j the answer %j", (text, expected) => expect(hashed(text)).toBe(expected))
