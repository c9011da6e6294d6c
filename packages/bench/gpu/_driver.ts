// Which Vulkan driver this process computes with: ONNX Runtime does not say, but the libraries it has loaded do.
import { existsSync, readFileSync } from "node:fs"

/** A driver, and whether it computes in software. */
export interface Driver {
  readonly library: string
  readonly software: boolean
}

const software = /^libvk_swiftshader|^libvulkan_lvp/
const hardware =
  /^libGLX_nvidia|^libnvidia-vulkan|^libvulkan_(?:radeon|intel|intel_hasvk|nouveau|asahi|freedreno|panfrost|broadcom)|^amdvlk/

/** The driver in `maps`, the text of Linux's /proc/self/maps; undefined where none is known. A GPU's comes first. */
export const driverIn = (maps: string): Driver | undefined => {
  const libraries = [...new Set(maps.match(/[^/\s]+\.so[.\d]*$/gm))]
  const [gpu, program] = [hardware, software].map((known) => libraries.find((library) => known.test(library)))
  const library = gpu ?? program
  return library === undefined ? undefined : { library, software: gpu === undefined }
}

/** The driver of this process, on Linux. */
export const driver = (): Driver | undefined => {
  const maps = "/proc/self/maps"
  return existsSync(maps) ? driverIn(readFileSync(maps, "utf8")) : undefined
}
