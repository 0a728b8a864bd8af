// What is known of one target, kept in a folder so that it can be gone on with: inputs that led somewhere new,
// failures, and how much was run.
import { createHash, randomBytes } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';

export class Campaign {
  #folder;
  #state = { seed: '', executions: 0, batch: 0, seconds: 0, reached: 0, failures: [] };
  corpus = [];

  /** @param seed of a new one; one that is gone on with keeps its own */
  constructor(folder, seed) {
    this.#folder = folder;
    for (const part of ['corpus', 'failures', 'scratch'])
      mkdirSync(join(folder, part), { recursive: true });
    const file = join(folder, 'state.json');
    if (existsSync(file)) this.#state = JSON.parse(readFileSync(file, 'utf8'));
    else this.#state.seed = seed ?? randomBytes(4).toString('hex');
    for (const name of readdirSync(join(folder, 'corpus')).sort()) {
      this.corpus.push(new Uint8Array(readFileSync(join(folder, 'corpus', name))));
    }
  }

  /** Where inputs that are read from files may be put. */
  get scratch() {
    return resolve(this.#folder, 'scratch');
  }
  get seed() {
    return this.#state.seed;
  }
  get executions() {
    return this.#state.executions;
  }
  get batch() {
    return this.#state.batch;
  }
  get seconds() {
    return this.#state.seconds;
  }
  get reached() {
    return this.#state.reached;
  }
  get failures() {
    return this.#state.failures;
  }

  add(input) {
    const name = String(this.corpus.length).padStart(6, '0');
    this.corpus.push(input);
    writeFileSync(join(this.#folder, 'corpus', name), input);
  }

  batchDone({ executions, reached }, seconds) {
    this.#state.executions += executions;
    this.#state.batch++;
    this.#state.seconds += seconds;
    this.#state.reached = Math.max(this.#state.reached, reached);
    this.#save();
  }

  /** A batch that a hang or death ended: it is not run again. */
  batchLost(seconds) {
    this.#state.batch++;
    this.#state.seconds += seconds;
    this.#save();
  }

  /** @returns where its input is kept */
  failed({ input, signature, text }) {
    const name = createHash('sha256').update(signature).digest('hex').slice(0, 12);
    const file = join(this.#folder, 'failures', name);
    writeFileSync(file, input);
    writeFileSync(`${file}.txt`, `${signature}\n\n${text}\n`);
    if (!this.failures.some((known) => known.signature === signature)) {
      this.failures.push({ signature, file });
    }
    this.#save();
    return file;
  }

  #save() {
    const file = join(this.#folder, 'state.json');
    writeFileSync(`${file}.draft`, `${JSON.stringify(this.#state, null, 2)}\n`);
    renameSync(`${file}.draft`, file);
  }
}
