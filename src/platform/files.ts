import { createHash, randomUUID } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, open, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { type Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'

export type KeptFile = { readonly sha256: string; readonly bytes: number }

/** Documents beside the database, each under the SHA-256 of its content: the same content is kept once, and nothing is ever changed. */
export type Files = {
  /** Keeps a file or a stream; when this answers it is on the disk. What fails half-way leaves nothing. */
  keep(source: string | Readable): Promise<KeptFile>
  /** @throws on the stream, when nothing is kept under that name. */
  open(sha256: string): Readable
  /** For what nobody holds any more; what is gone already is no error. */
  drop(sha256: string): Promise<void>
}

export const filesIn = (folder: string): Files => ({
  async keep(source) {
    const half = join(folder, 'half', randomUUID())
    await mkdir(dirname(half), { recursive: true })
    const hash = createHash('sha256')
    let bytes = 0
    const count = new Transform({
      transform(chunk: Buffer, _, done) {
        hash.update(chunk)
        bytes += chunk.length
        done(null, chunk)
      },
    })
    try {
      await pipeline(
        typeof source === 'string' ? createReadStream(source) : source,
        count,
        createWriteStream(half, { mode: 0o600, flush: true }),
      )
      const sha256 = hash.digest('hex')
      const place = placeOf(folder, sha256)
      await mkdir(dirname(place), { recursive: true })
      await rename(half, place)
      await syncFolder(dirname(place))
      return { sha256, bytes }
    } catch (error) {
      await rm(half, { force: true })
      throw error
    }
  },
  open: (sha256) => createReadStream(placeOf(folder, sha256)),
  drop: (sha256) => rm(placeOf(folder, sha256), { force: true }),
})

function placeOf(folder: string, sha256: string): string {
  if (!/^[0-9a-f]{64}$/.test(sha256)) throw new Error('a file is asked for by its SHA-256')
  return join(folder, sha256.slice(0, 2), sha256)
}

/** A new name in a folder outlives a power cut only when the folder is written too; Windows has no such call. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** For shells that nobody gave a folder: one of this process. */
export const passingFiles = (): Files => filesIn(join(tmpdir(), `almoner-files-${process.pid}`))
