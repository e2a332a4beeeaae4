import { createInterface, type Interface } from 'node:readline';
import { type Readable, Writable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { CommandError } from './connection.ts';
import { harmless } from './layout.ts';

/** Where questions are asked and answers come from. */
export interface PromptStreams {
  input: Readable;
  /** Standard error, so that standard output holds results alone. */
  output: Writable & { columns?: number };
  /** Whether a person types; else every answer is one line of what comes, and nothing is echoed anyway. */
  terminal: boolean;
}

/** How a question is asked. */
export interface Question {
  /** Not shown while it is typed. */
  secret?: boolean;
  /** What an empty answer stands for. */
  fallback?: string;
  /** What an empty answer does, in words: `skips it`. */
  enter?: string;
}

/** Questions to whoever is at standard input, one after another. */
export class Prompts {
  readonly #streams: PromptStreams;
  /** Lines that come without a terminal: a pipe may be ahead of the questions, so all are kept. */
  #piped: { source: Interface; lines: AsyncIterator<string> } | undefined;

  constructor(streams: PromptStreams) {
    this.#streams = streams;
  }

  /** Shows a line, such as an explanation of what is asked next. */
  say(text: string): void {
    this.#streams.output.write(`${harmless(text)}\n`);
  }

  /** Asks until there is an answer; answers an empty text only where `enter` says what that means. */
  async ask(question: string, options: Question = {}): Promise<string> {
    const { secret = false, fallback, enter } = options;
    const hint = fallback !== undefined ? ` [${fallback}]` : enter !== undefined ? ` (Enter ${enter})` : '';
    for (;;) {
      const answer = await this.#answerTo(`${question}${hint}: `, secret);
      if (answer !== '') return answer;
      if (fallback !== undefined) return fallback;
      if (enter !== undefined) return '';
      this.say('An answer is needed here.');
    }
  }

  /** Lets one of several things be chosen, by its number; `words` are what it may be called instead. */
  async choose<T extends { title: string; words: readonly string[] }>(
    question: string,
    options: readonly T[],
  ): Promise<T> {
    this.say(question);
    options.forEach(({ title }, at) => {
      this.say(`  ${at + 1}) ${title}`);
    });
    for (;;) {
      const answer = (await this.ask('Number')).toLowerCase();
      const chosen = options.find(
        ({ title, words }, at) =>
          answer === String(at + 1) || [title, ...words].some((word) => word.toLowerCase() === answer),
      );
      if (chosen) return chosen;
      this.say(`Give a number from 1 to ${options.length}.`);
    }
  }

  /** Asks for a yes or a no. */
  async confirm(question: string, fallback: boolean): Promise<boolean> {
    for (;;) {
      const answer = await this.#answerTo(`${question} [${fallback ? 'Y/n' : 'y/N'}] `, false);
      if (answer === '') return fallback;
      if (/^y(es)?$/i.test(answer)) return true;
      if (/^no?$/i.test(answer)) return false;
      this.say('Answer y or n.');
    }
  }

  /** Gives standard input back, so that the process can end. */
  close(): void {
    this.#piped?.source.close();
  }

  async #answerTo(prompt: string, secret: boolean): Promise<string> {
    const answer = await (this.#streams.terminal ? this.#typed(prompt, secret) : this.#pipedLine(prompt));
    if (answer !== undefined) return answer.trim();
    throw new CommandError(`Ended without an answer to "${prompt.replace(/[:?]? *$/, '')}".`);
  }

  async #pipedLine(prompt: string): Promise<string | undefined> {
    this.say(prompt.trimEnd());
    if (!this.#piped) {
      const source = createInterface({ input: this.#streams.input });
      this.#piped = { source, lines: source[Symbol.asyncIterator]() };
    }
    const { value, done } = await this.#piped.lines.next();
    return done ? undefined : value;
  }

  /** What a person types or pastes. The terminal is theirs again between the questions. */
  async #typed(prompt: string, secret: boolean): Promise<string | undefined> {
    const { input, output } = this.#streams;
    // Readline shows what is typed by writing it to its output.
    const shown = secret ? mutedLike(output) : output;
    const source = createInterface({ input, output: shown, terminal: true, historySize: 0 });
    if (secret) output.write(prompt);
    source.setPrompt(secret ? '' : prompt);
    source.prompt();
    try {
      return await pastedWhole(source);
    } finally {
      source.close();
      if (secret) output.write('\n');
    }
  }
}

// What is pasted comes at once, and nobody types two lines within this time.
const pasteMs = 20;

/** A line with whatever was pasted behind it: a value copied out of a page may be broken over several. */
async function pastedWhole(source: Interface): Promise<string | undefined> {
  const lines = source[Symbol.asyncIterator]();
  const first = await lines.next();
  if (first.done) return undefined;
  const parts: string[] = [first.value];
  for (;;) {
    const next = lines.next();
    const isQuiet = (await Promise.race([next, pause(pasteMs, 'quiet' as const)])) === 'quiet';
    // The end of a paste without a line break waits to be entered.
    if (isQuiet && source.line === '') break;
    const { value, done } = await next;
    if (done) break;
    parts.push(value);
  }
  return parts.map((part) => part.trim()).join('');
}

/** An output that shows nothing, and is as wide as another: readline breaks its lines by that. */
function mutedLike(output: PromptStreams['output']): Writable {
  const muted = new Writable({ write: (_chunk, _encoding, done) => done() });
  return Object.defineProperty(muted, 'columns', { get: () => output.columns });
}
