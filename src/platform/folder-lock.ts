import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

/** Thrown when another process holds the folder; the message is for people. */
export class FolderInUse extends Error {}

/**
 * Holds a folder for this process alone until released or dead: two processes on one embedded database lose rows silently.
 * The lock is SQLite's own file lock, so that the system drops it with the process, however it ends.
 * @throws FolderInUse naming the process and the address it serves, where known.
 */
export function lockFolder(folder: string): { announce(address: string): void; release(): void } {
  mkdirSync(folder, { recursive: true })
  const holder = join(folder, 'holder.json')
  const lock = new DatabaseSync(join(folder, 'lock'))
  try {
    lock.exec('pragma busy_timeout = 0')
    lock.exec('begin exclusive')
  } catch {
    lock.close()
    throw new FolderInUse(`The folder ${folder} is in use by another Almoner${describe(holder)}. Stop that one first.`)
  }
  const write = (address?: string) => writeFileSync(holder, JSON.stringify({ process: process.pid, address }))
  write()
  return {
    announce: write,
    release() {
      rmSync(holder, { force: true })
      lock.close()
    },
  }
}

/** The address that the process in the folder serves, or undefined: so that a command can name the page that does the same. */
export function servedAddress(folder: string): string | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, 'holder.json'), 'utf8')).address
  } catch {
    return undefined
  }
}

function describe(holder: string): string {
  try {
    const { process: id, address } = JSON.parse(readFileSync(holder, 'utf8'))
    return ` (process ${id}${address ? `, serving ${address}` : ''})`
  } catch {
    return ''
  }
}
