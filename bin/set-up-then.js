// npm start, npm test, npm run test:long, npm run check: sets up what is missing, then runs the task with the project's Node.
import path from 'path'
import { becomeNode, ROOT, setUp } from './set-up.js'

const TASKS = {
  start: { run: ['src/main.ts', 'serve'], wants: 'running' },
  test: { run: ['test/run.ts', 'test'], wants: 'everything' },
  'test-long': { run: ['test/run.ts', 'long'], wants: 'everything' },
  check: { run: ['test/run.ts', 'check'], wants: 'everything' },
}

const task = TASKS[process.argv[2]]
if (!task) {
  process.stderr.write(`set-up-then: say one of ${Object.keys(TASKS).join(', ')}\n`)
  process.exit(2)
}
const node = setUp({ wants: task.wants })
becomeNode(node, [path.join(ROOT, task.run[0])].concat(task.run.slice(1), process.argv.slice(3)))
