/**
 * Work that takes seconds runs in a thread of its own, so that pages are answered meanwhile. A solver has a file that is the
 * thread's program; it calls `answerFromThread`, and whoever asks calls `inThread` with that file's address.
 */
import { parentPort, Worker, workerData } from 'node:worker_threads'

type Message<News, Answer> = { readonly news: News } | { readonly answer: Answer }

export type Listening<News> = {
  readonly tell?: (news: News) => void
  /** Ends the thread at once; the promise is then refused with the signal's reason. */
  readonly signal?: AbortSignal
}

/** Solvers work in typed arrays; what they leave behind besides is soon swept, and threads stay small. */
const YOUNG_MEGABYTES = 8

/** Where there is no more to come the thread ends by itself. An error in the thread is the asker's. */
export function inThread<Given, News, Answer>(
  program: URL,
  given: Given,
  { tell, signal }: Listening<News> = {},
): Promise<Answer> {
  signal?.throwIfAborted()
  const { promise, resolve, reject } = Promise.withResolvers<Answer>()
  const worker = new Worker(program, {
    workerData: given,
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MEGABYTES },
  })
  const stop = (): void => {
    reject(signal?.reason)
    void worker.terminate()
  }
  signal?.addEventListener('abort', stop)
  let answered: { readonly answer: Answer } | undefined
  worker.on('message', (message: Message<News, Answer>) => {
    if ('answer' in message) answered = message
    else if (!signal?.aborted) tell?.(message.news)
  })
  worker.once('error', reject)
  // The answer is handed over when the thread's memory is given back: the next may be as large.
  worker.once('exit', (code) => {
    signal?.removeEventListener('abort', stop)
    if (answered) resolve(answered.answer)
    else reject(new Error(`the thread ended without an answer, with code ${code}`))
  })
  return promise
}

/** The whole program of a thread: what was given, worked on, answered. */
export async function answerFromThread<Given, News, Answer>(
  work: (given: Given, tell: (news: News) => void) => Answer | Promise<Answer>,
): Promise<void> {
  const post = (message: Message<News, Answer>): void => parentPort?.postMessage(message)
  post({ answer: await work(workerData as Given, (news) => post({ news })) })
}
