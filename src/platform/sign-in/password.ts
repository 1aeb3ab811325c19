import { type Argon2Parameters, argon2, randomBytes, timingSafeEqual } from 'node:crypto'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import { ok, type Result, refuse } from '#src/base/result.ts'

/** OWASP's least for argon2id: 19 MiB, two passes, one lane. */
const COST = { memory: 19_456, passes: 2, parallelism: 1, tagLength: 32 } as const

const derive = promisify((parameters: Argon2Parameters, done: (error: Error | null, key: Buffer) => void) =>
  argon2('argon2id', parameters, done as Parameters<typeof argon2>[2]),
)

/** The hash in the usual text form, with its cost, so that the cost may rise later. */
export async function hashPassword(password: string): Promise<string> {
  const nonce = randomBytes(16)
  const key = await derive({ message: normal(password), nonce, ...COST })
  const { memory, passes, parallelism } = COST
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${unpadded(nonce)}$${unpadded(key)}`
}

export async function isPassword(password: string, hash: string): Promise<boolean> {
  const match = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([\w+/]+)\$([\w+/]+)$/.exec(hash)
  if (!match) return false
  const [, memory, passes, parallelism, nonce = '', key = ''] = match
  const expected = Buffer.from(key, 'base64')
  const found = await derive({
    message: normal(password),
    nonce: Buffer.from(nonce, 'base64'),
    memory: Number(memory),
    passes: Number(passes),
    parallelism: Number(parallelism),
    tagLength: expected.length,
  })
  return timingSafeEqual(found, expected)
}

/** The work of checking a password, done where there is no account, so that the time taken tells nothing. */
export const spendTheTime = async (password: string): Promise<void> => void (await hashPassword(password))

/** The same letters typed on another keyboard are the same password. */
const normal = (password: string): string => password.normalize('NFKC')
const unpadded = (bytes: Buffer): string => bytes.toString('base64').replaceAll('=', '')

export const SHORTEST = 12
const LONGEST = 200

export type PasswordRefusal = 'too short' | 'too long' | 'commonly used' | 'names you or us'

const COMMON: ReadonlySet<string> = new Set(
  readFileSync(path.join(import.meta.dirname, 'common-passwords.txt'), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#')),
)

/** Length is what protects; then whatever a guesser tries first is refused. `known` are the names that the guesser knows too. */
export function decidePassword(password: string, known: readonly string[]): Result<string, PasswordRefusal> {
  const normalised = normal(password)
  if (normalised.length < SHORTEST) return refuse('too short')
  if (normalised.length > LONGEST) return refuse('too long')
  const lower = normalised.toLowerCase()
  if (isCommon(lower)) return refuse('commonly used')
  const names = ['almoner', ...known.flatMap(namesIn)]
  const letters = unleet(lower).replace(/[^\p{L}]/gu, '')
  if (names.some((name) => letters.includes(name))) return refuse('names you or us')
  return ok(normalised)
}

/** A name as a guesser would use it: its words of four letters and more. */
const namesIn = (name: string): string[] =>
  name
    .toLowerCase()
    .split(/[^\p{L}]+/u)
    .filter((word) => word.length >= 4 && !['care', 'home', 'limited', 'services'].includes(word))

/** One or two common words with digits and signs around them, digits alone, a row of keys, one thing repeated. */
function isCommon(lower: string): boolean {
  if (COMMON.has(lower)) return true
  if (/^[\d\W_]+$/u.test(lower.replace(/\p{L}/gu, 'x'))) return true
  if (/^(.{1,6}?)\1+$/u.test(lower) || new Set(lower).size < 5) return true
  if (isRow(lower)) return true
  // Digits at the ends are years and counters; within, they stand for letters.
  const middle = lower.replace(/^[\d\W_]+|[\d\W_]+$/g, '')
  return [lower, unleet(lower), unleet(middle)].some((text) => {
    const letters = text.replace(/[^a-z]/g, '')
    return letters.length < 4 || COMMON.has(letters) || isTwoCommon(letters)
  })
}

const isTwoCommon = (letters: string): boolean => {
  for (let cut = 3; cut <= letters.length - 3; cut++) {
    if (COMMON.has(letters.slice(0, cut)) && COMMON.has(letters.slice(cut))) return true
  }
  return false
}

const ROWS = [
  'abcdefghijklmnopqrstuvwxyz',
  '01234567890123456789',
  'qwertyuiopasdfghjklzxcvbnm',
  'qazwsxedcrfvtgbyhnujmikolp',
  '1q2w3e4r5t6y7u8i9o0p',
]
const isRow = (lower: string): boolean =>
  ROWS.some((row) => row.includes(lower) || row.split('').reverse().join('').includes(lower))

const LEET: Record<string, string> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
  '!': 'i',
}
const unleet = (text: string): string => text.replace(/[013457@$!]/g, (sign) => LEET[sign] ?? sign)
