import { type Answer, Api, type Page } from './api.ts';
import { CommandError, findConnection } from './connection.ts';
import { type Column, harmless, table } from './layout.ts';
import { Prompts } from './prompts.ts';

/** Options that every command takes. */
export interface GlobalOptions {
  url?: string;
  key?: string;
  workspace?: string;
  json?: boolean;
}

/** What a command works with: the hub it speaks to, and whoever it speaks for. */
export class Session {
  readonly #options: () => GlobalOptions;
  #api: Api | undefined;
  #prompts: Prompts | undefined;

  /** `options` is asked when a command runs: before that nothing is read. */
  constructor(options: () => GlobalOptions) {
    this.#options = options;
  }

  /** The hub that was named, or the one of this directory. */
  get api(): Api {
    const { url, key, workspace } = this.#options();
    this.#api ??= new Api(
      findConnection({
        dataDir: process.env.PARLEY_DATA_DIR ?? './data',
        ...(url && { url }),
        ...(key && { key }),
        ...(workspace && { workspace }),
      }),
    );
    return this.#api;
  }

  /** Whether a program reads: standard output is one JSON document. */
  get json(): boolean {
    return this.#options().json === true;
  }

  /** Whether somebody can be asked. */
  get interactive(): boolean {
    return process.stdin.isTTY === true;
  }

  /** Questions to whoever is at standard input; `close` ends them. */
  get prompts(): Prompts {
    this.#prompts ??= new Prompts({
      input: process.stdin,
      output: process.stderr,
      terminal: this.interactive,
    });
    return this.#prompts;
  }

  /** Lets a person think again before something that cannot be undone. */
  async confirm(question: string, yes: boolean): Promise<void> {
    if (yes) return;
    if (!this.interactive) throw new CommandError(`${question} Add --yes, since nobody can be asked here.`);
    if (!(await this.prompts.confirm(question, false))) throw new CommandError('Nothing was changed.');
  }

  /** Prints for people. */
  print(text: string): void {
    process.stdout.write(`${harmless(text)}\n`);
  }

  /** Prints one JSON document. */
  printJson(json: unknown): void {
    process.stdout.write(`${JSON.stringify(json, null, 2)}\n`);
  }

  /** Prints one of several JSON documents that have no end, on a line of its own. */
  printJsonLine(json: unknown): void {
    process.stdout.write(`${JSON.stringify(json)}\n`);
  }

  /** Says something beside the result, so on standard error. */
  hint(text: string): void {
    process.stderr.write(`${harmless(text)}\n`);
  }

  /** Shows an answer: as it came for programs, in words for people. */
  show<T>({ json, value }: Answer<T>, inWords: (value: T) => string): void {
    if (this.json) this.printJson(json);
    else this.print(inWords(value));
  }

  /** Shows a list as a table, or says why there is nothing in it. */
  showList<Row>(answer: Answer<Page<Row>>, columns: readonly Column<Row>[], whenEmpty: string): void {
    this.show(answer, ({ data }) => (data.length === 0 ? whenEmpty : this.table(data, columns)));
    if (!this.json && answer.value.next_cursor !== null) {
      this.hint('There is more: --limit <n> shows more of it, --all everything.');
    }
  }

  /** A table as wide as the terminal; what is written to a file or a pipe is never shortened. */
  table<Row>(rows: readonly Row[], columns: readonly Column<Row>[]): string {
    // Some terminals do not tell their width.
    const width =
      process.stdout.isTTY && process.stdout.columns > 0 ? process.stdout.columns : Number.POSITIVE_INFINITY;
    return table(rows, columns, width);
  }

  /** Ends with exit code 1, though what was asked for has been shown. */
  fail(): void {
    process.exitCode = 1;
  }

  /** Lets go of standard input. */
  close(): void {
    this.#prompts?.close();
  }
}
