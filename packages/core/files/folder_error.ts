import { FolderError } from "../checkpoint/checkpoint_error.ts"

/** Why a path of a model folder could not be used. */
export const folderError = (action: "read" | "write", path: string, why: string): FolderError =>
  new FolderError({ path, message: `Cannot ${action} "${path}": ${why}` })
