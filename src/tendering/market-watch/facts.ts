import type { RecordKey } from '#src/platform/actor.ts'
import type { Seal } from '#src/platform/audit.ts'
import type { Words } from '#src/platform/panels.ts'

type Of<T extends string, D> = {
  readonly type: T
  readonly about: readonly RecordKey[]
  readonly data: D & Record<string, unknown>
}

export type WatchFact =
  | Of<'tendering.market-import-started', { importRef: string; fileName: string; fileSha256: string }>
  | Of<'tendering.market-releases-read', { importRef: string; chunk: string; read: number; refused: number } & Seal>
  | Of<
      'tendering.market-imported',
      { importRef: string; fileName: string; read: number; new: number; known: number; refused: number }
    >
  | Of<'tendering.market-import-failed', { importRef: string; failure: string }>

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
