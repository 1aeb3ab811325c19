import type { FactOf, Seal } from '#src/platform/audit.ts'
import type { Words } from '#src/platform/panels.ts'

export type WatchFact =
  | FactOf<'tendering.market-import-started', { importRef: string; fileName: string; fileSha256: string }>
  | FactOf<'tendering.market-releases-read', { importRef: string; chunk: string; read: number; refused: number } & Seal>
  | FactOf<
      'tendering.market-imported',
      { importRef: string; fileName: string; read: number; new: number; known: number; refused: number }
    >
  | FactOf<'tendering.market-import-failed', { importRef: string; failure: string }>

type Data<T extends WatchFact['type']> = Extract<WatchFact, { type: T }>['data']

export const watchWords: Words = {
  'tendering.market-import-started': ({ fileName }: Data<'tendering.market-import-started'>) =>
    `Import of ${fileName} started`,
  'tendering.market-releases-read': ({ read, count }: Data<'tendering.market-releases-read'>) =>
    `${read} releases of others read, ${count} of them new`,
  'tendering.market-imported': (data: Data<'tendering.market-imported'>) =>
    `${data.fileName} imported: ${data.read} releases, ${data.new} new, ${data.refused} left out`,
  'tendering.market-import-failed': ({ failure }: Data<'tendering.market-import-failed'>) =>
    `Import stopped: ${failure}`,
}
