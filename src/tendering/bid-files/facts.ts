import { counted } from '#src/base/counted.ts'
import type { FactOf } from '#src/platform/audit.ts'
import type { Words } from '#src/platform/panels.ts'

export type BidFileFact =
  | FactOf<'tendering.bid-file-brought', { tenderRef: string; kept: string }>
  | FactOf<'tendering.bid-files-dropped', { files: readonly string[]; days: number }>

type Data<T extends BidFileFact['type']> = Extract<BidFileFact, { type: T }>['data']

export const bidFileWords: Words = {
  'tendering.bid-file-brought': () => 'A file for a bid is kept, encrypted',
  'tendering.bid-files-dropped': ({ files, days }: Data<'tendering.bid-files-dropped'>) =>
    `${counted(files.length, 'file')} dropped that no bid had for ${days} days`,
}
