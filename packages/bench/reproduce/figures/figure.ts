import type { About, Drawing } from "../../report/drawing.ts"
import type { Experiment, World } from "../experiment.ts"
import type { Cell, Watching } from "../guards/cell.ts"
import type { Parted } from "../lockstep.ts"
import type { RecipeCell, Sizes } from "../recipes/cell.ts"
import type { Scale } from "../scale.ts"
import type { Results } from "../summary.ts"

/** One figure of the report: the question that it answers, the runs that it needs, and what it makes of them. */
export interface Figure extends About {
  readonly experiments: (scale: Scale) => ReadonlyArray<Experiment>
  readonly partings?: (scale: Scale) => ReadonlyArray<Parted>
  readonly watches?: (watching: Watching, worlds: ReadonlyArray<World>) => ReadonlyArray<Cell>
  readonly recipes?: (sizes: Sizes) => ReadonlyArray<RecipeCell>
  readonly draw: (results: Results) => Drawing
}
