import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createPrivateKey,
  createPublicKey,
  type CipherGCM,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Readable, Transform } from 'node:stream'
import { ok, refuse, type Result } from '#src/base/result.ts'

const CIPHER = 'aes-256-gcm'
const KEY_BYTES = 32
const NONCE_BYTES = 12
const TAG_BYTES = 16

/** A key that lives outside the database and its backups; `id` tells keys apart and betrays nothing of them. */
type SealKey = { readonly id: string; readonly secret: Uint8Array }

/** The keys of an installation: the first seals, and any of them opens what it sealed, so that a new one can be put in front. */
export type SealKeys = { readonly first: SealKey; readonly byId: ReadonlyMap<string, SealKey> }

/** What ALMONER_SEAL_KEY holds is no key; the message says the cure. */
export class BadSealKey extends Error {}

/** A new key, as ALMONER_SEAL_KEY takes it. */
export const newSealKey = (): string => randomBytes(KEY_BYTES).toString('base64')

/** Reads keys of 32 bytes in base64, the newest first, with commas between. @throws BadSealKey */
export function sealKeysFrom(text: string): SealKeys {
  const keys = text.split(',').map((part) => {
    const secret = Buffer.from(part.trim(), 'base64')
    if (secret.length !== KEY_BYTES || !/^[A-Za-z0-9+/]{43}=$/.test(part.trim())) {
      throw new BadSealKey(
        'ALMONER_SEAL_KEY is not a key: it takes 32 random bytes in base64, as "openssl rand -base64 32" prints them.',
      )
    }
    return { id: derive(secret, 'name of the key').toString('hex').slice(0, 16), secret }
  })
  return { first: keys[0] as SealKey, byId: new Map(keys.map((key) => [key.id, key])) }
}

export const SEAL_KEY_FILE = 'seal.key'

/** The key of a trial council, in its folder and not in its database; made when there is none. */
export function sealKeyIn(folder: string): string {
  const path = join(folder, SEAL_KEY_FILE)
  if (!existsSync(path)) writeFileSync(path, `${newSealKey()}\n`, { mode: 0o600, flush: true })
  return readFileSync(path, 'utf8').trim()
}

const derive = (secret: Uint8Array, about: string, salt: Uint8Array = new Uint8Array()): Buffer =>
  Buffer.from(hkdfSync('sha256', secret, salt, `almoner ${about}`, KEY_BYTES))

/** Nonce, what was encrypted, tag. What it is about goes into the tag: moved to another record it does not open. */
function encrypt(key: Uint8Array, about: string, plain: Uint8Array): Buffer {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv(CIPHER, key, nonce).setAAD(Buffer.from(about))
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()])
}

function decrypt(key: Uint8Array, about: string, sealed: Uint8Array): Buffer | undefined {
  if (sealed.length < NONCE_BYTES + TAG_BYTES) return undefined
  const end = sealed.length - TAG_BYTES
  try {
    const cipher = createDecipheriv(CIPHER, key, sealed.subarray(0, NONCE_BYTES))
      .setAAD(Buffer.from(about))
      .setAuthTag(sealed.subarray(end))
    return Buffer.concat([cipher.update(sealed.subarray(NONCE_BYTES, end)), cipher.final()])
  } catch {
    return undefined
  }
}

// --- what one party may write and read again

export type OwnSeal = { readonly keyId: string; readonly sealed: string }
type OpenRefusal = 'another seal key' | 'broken'

/** Encrypts by a key of its own for each `about`: only who says the same `about` reads it again. */
export const sealOwn = ({ first }: SealKeys, about: string, plain: Uint8Array): OwnSeal => ({
  keyId: first.id,
  sealed: encrypt(derive(first.secret, `own ${about}`), about, plain).toString('base64'),
})

export function openOwn(keys: SealKeys, about: string, { keyId, sealed }: OwnSeal): Result<Buffer, OpenRefusal> {
  const key = keys.byId.get(keyId)
  if (!key) return refuse('another seal key')
  const plain = decrypt(derive(key.secret, `own ${about}`), about, Buffer.from(sealed, 'base64'))
  return plain ? ok(plain) : refuse('broken')
}

// --- what many may seal, and only one act opens

/** `publicKey` may be read by anybody; `wrapped` is the private key, encrypted by the seal key named. */
export type SealPair = { readonly publicKey: string; readonly wrapped: string; readonly keyId: string }

export function makeSealPair({ first }: SealKeys, about: string): SealPair {
  const { publicKey, privateKey } = generateKeyPairSync('x25519')
  const secret = privateKey.export({ type: 'pkcs8', format: 'der' })
  return {
    publicKey: publicKey.export({ type: 'spki', format: 'der' }).toString('base64'),
    wrapped: encrypt(derive(first.secret, 'wrap'), about, secret).toString('base64'),
    keyId: first.id,
  }
}

const spki = (der: Uint8Array): KeyObject => createPublicKey({ key: Buffer.from(der), format: 'der', type: 'spki' })

/** The key of one letter: what both sides can make of the passing key pair and the lasting one. */
const letterKey = (privateKey: KeyObject, publicKey: KeyObject, passing: Uint8Array, lasting: string): Buffer =>
  derive(diffieHellman({ privateKey, publicKey }), 'letter', Buffer.concat([passing, Buffer.from(lasting, 'base64')]))

/** Encrypts to a public key (X25519, HKDF-SHA-256, AES-256-GCM): the passing public key, then the letter. */
export function sealTo(publicKey: string, about: string, plain: Uint8Array): string {
  const passing = generateKeyPairSync('x25519')
  const raw = passing.publicKey.export({ type: 'spki', format: 'der' })
  const key = letterKey(passing.privateKey, spki(Buffer.from(publicKey, 'base64')), raw, publicKey)
  return `${raw.toString('base64')}.${encrypt(key, about, plain).toString('base64')}`
}

/** Opens letters to one public key; undefined for a letter that was changed, or is another record's. */
export type Opener = (about: string, sealed: string) => Buffer | undefined

/** Unwraps the private key of a pair: every use of this is a fact. */
export function unwrapPair(keys: SealKeys, about: string, pair: SealPair): Result<Opener, OpenRefusal> {
  const wrappedBy = keys.byId.get(pair.keyId)
  if (!wrappedBy) return refuse('another seal key')
  const der = decrypt(derive(wrappedBy.secret, 'wrap'), about, Buffer.from(pair.wrapped, 'base64'))
  if (!der) return refuse('broken')
  const privateKey = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
  return ok((record, sealed) => {
    const [passing = '', letter = ''] = sealed.split('.')
    const raw = Buffer.from(passing, 'base64')
    try {
      return decrypt(letterKey(privateKey, spki(raw), raw, pair.publicKey), record, Buffer.from(letter, 'base64'))
    } catch {
      return undefined
    }
  })
}

// --- files, as they stream by

/** What opens one encrypted file. */
export type FileKey = { readonly key: string; readonly tag: string }

/** A cipher for one file by a new key; the key is whole when the stream has ended. */
export function fileCipher(): { readonly through: Transform; readonly key: () => FileKey } {
  const key = randomBytes(KEY_BYTES)
  // The key serves this one file, so a nonce that is always the same gives nothing away.
  const cipher: CipherGCM = createCipheriv(CIPHER, key, new Uint8Array(NONCE_BYTES))
  return {
    through: cipher,
    key: () => ({ key: key.toString('base64'), tag: cipher.getAuthTag().toString('base64') }),
  }
}

/** The file as it was; the stream fails at its end when a byte was changed. */
export function openFile(sealed: Readable, { key, tag }: FileKey): Readable {
  const cipher = createDecipheriv(CIPHER, Buffer.from(key, 'base64'), new Uint8Array(NONCE_BYTES))
  cipher.setAuthTag(Buffer.from(tag, 'base64'))
  sealed.once('error', (error) => cipher.destroy(error))
  return sealed.pipe(cipher)
}

export const sha256 = (plain: Uint8Array): string => createHash('sha256').update(plain).digest('hex')
