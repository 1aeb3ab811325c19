import { createHash } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { ROOT } from '#test/support/source-files.ts'

const KEPT_MS = 60 * 60 * 1000
const LOOK_AGAIN_MS = 100

/**
 * A folder that takes long to make, kept in the temporary folder for this state of the code: the tests of other processes take
 * it as it is. Of two that want it at once the second waits for the first.
 */
export async function keep(what: string, make: (folder: string) => Promise<void>): Promise<string> {
  const shelf = join(tmpdir(), `almoner-kept-${process.getuid?.() ?? 'user'}`)
  mkdirSync(shelf, { recursive: true, mode: 0o700 })
  const kept = join(shelf, `${what}-${codeMark()}`)
  if (!existsSync(kept)) dropOld(shelf)
  const turn = `${kept}.making`
  while (!existsSync(kept)) {
    if (!takeTurn(turn)) await setTimeout(LOOK_AGAIN_MS)
    else
      try {
        await makeBeside(kept, join(shelf, 'half-'), make)
      } finally {
        rmSync(turn, { force: true })
      }
  }
  return kept
}

/** Made beside and renamed, so that nobody finds half of it, also after a kill. */
async function makeBeside(kept: string, beside: string, make: (folder: string) => Promise<void>): Promise<void> {
  // The one whose turn was before may have ended between the two looks.
  if (existsSync(kept)) return
  const folder = mkdtempSync(beside)
  try {
    await make(folder)
    renameSync(folder, kept)
  } catch (error) {
    rmSync(folder, { recursive: true, force: true })
    throw error
  }
}

function takeTurn(turn: string): boolean {
  try {
    writeFileSync(turn, String(process.pid), { flag: 'wx' })
    return true
  } catch {
    if (!isAlive(turn)) rmSync(turn, { force: true })
    return false
  }
}

/** Whether the process whose turn it is still runs; one that has not yet written its number does. */
function isAlive(turn: string): boolean {
  try {
    process.kill(Number(readFileSync(turn, 'utf8')), 0)
    return true
  } catch {
    return false
  }
}

/** Another run may be at work beside this one: what is young may be its. */
function dropOld(shelf: string): void {
  for (const name of readdirSync(shelf)) {
    const path = join(shelf, name)
    // It may be renamed or dropped by that run between the two.
    const at = statSync(path, { throwIfNoEntry: false })?.mtimeMs
    if (at !== undefined && Date.now() - at > KEPT_MS) rmSync(path, { recursive: true, force: true })
  }
}

function codeMark(): string {
  const hash = createHash('sha256')
  for (const folder of ['src', 'test/support']) {
    const files = readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    for (const path of files.filter((path) => /\.(ts|sql)$/.test(path)).sort())
      hash.update(path).update(readFileSync(join(ROOT, folder, path)))
  }
  return hash.digest('hex').slice(0, 16)
}
