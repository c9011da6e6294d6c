// What a block and its gradient become on each provider, pinned: a refactor leaves these files as they are, and a change
// of them is reviewed as one of the program's own.
import { cpu } from "@rlif/core/onnx/cpu.ts"
import { cuda } from "@rlif/core/onnx/cuda.ts"
import { toProto } from "@rlif/core/onnx/lower.ts"
import { plain } from "@rlif/core/onnx/plain.ts"
import { webgpu } from "@rlif/core/onnx/webgpu.ts"
import { expect, it } from "vitest"
import { block } from "./_block.ts"
import { print } from "./_print.ts"

for (const [name, lowering] of Object.entries({ plain, cpu, cuda, webgpu })) {
  it(`${name} lowers the block as it did`, async () => {
    await expect(print(toProto(block().closed, lowering))).toMatchFileSnapshot(`lowering_${name}.txt`)
  })
}
