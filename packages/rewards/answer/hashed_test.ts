import { expect, it } from "vitest"
import { hashed } from "./hashed.ts"

it.each(
  [
    ["9 * 2 = <<9*2=18>>18\n#### 18", "18"],
    ["#### 1\nno\n####  3,641 \nafterwards", "3,641"],
    ["#### 1 #### 2", "2"],
    ["####", undefined],
    ["#### 1\n####", "1"],
    ["### 5", undefined],
    ["#### 18\n#### Explanation of it", "18"],
    ["#### 1. Add\n9 + 9\n#### Step 2\n#### **Check:** yes", undefined],
    ["#### no real solution", "no real solution"],
    ["#### 1.5 miles", "1.5 miles"],
  ] as const,
)("takes from %j the answer %j", (text, expected) => expect(hashed(text)).toBe(expected))
