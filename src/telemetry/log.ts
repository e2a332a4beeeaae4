import { type DestinationStream, type Logger as PinoLogger, pino, stdTimeFunctions } from 'pino';

/** A structured logger whose lines hold no secret. */
export type Logger = PinoLogger;

/** How much a logger writes. */
export type LogLevel = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';

const redacted = '[redacted]';

// Names are compared without case, underscores and hyphens. Endings rather than whole names, so that
// `page_access_token`, `channelSecret` and whatever a platform invents next are covered; a reply token that
// disappears with them is no loss. `key` alone is too common an ending (dedupe_key), so those are named.
const secretName =
  /(token|tokens|secret|secrets|password|passphrase|authorization|credential|credentials|cookie|signature)$|^(key|keys|apikey|adminkey|secretkey|secretkeys|privatekey|clientassertion|appsecretproof|xgoogapikey)$/;

// Counts of an AI model's tokens end like secrets and are none.
const harmlessValue = new Set(['number', 'boolean', 'undefined']);

function isSecret(name: string, value: unknown): boolean {
  if (value === null || harmlessValue.has(typeof value)) return false;
  return secretName.test(name.toLowerCase().replace(/[_-]/g, ''));
}

// What gives a secret away inside a longer text: headers, URLs and forms, quoted JSON, URLs with a password,
// and the platform's own complaint that quotes the token it did not like. Each begins with a fixed word, so
// that a long foreign text costs no more than one pass.
const secretTexts: readonly [RegExp, string][] = [
  [/\b(Bearer\s+)[\w.~+/=|-]{4,}/gi, `$1${redacted}`],
  [/\b(Basic\s+)[\w+/]{12,}=*/gi, `$1${redacted}`],
  [/((?:token|secret|password|proof|assertion|api_?key|[?&]key)=)[^&\s"'\\]+/gi, `$1${redacted}`],
  [/((?:token|secret|password)\\*["']\s*:\s*\\*["'])[^"'\\]+/gi, `$1${redacted}`],
  [/(:\/\/[^\s:/@]*:)[^\s@/]+@/gi, `$1${redacted}@`],
  [/\b(access token:? +)[\w.~+/=|-]{16,}/gi, `$1${redacted}`],
];

/** A text without what gives access, for places that show a foreign message. */
export function redactText(text: string): string {
  return secretTexts.reduce((result, [pattern, replacement]) => result.replace(pattern, replacement), text);
}

/**
 * The last step before a line leaves: whatever way a secret got in (fields, child bindings, an error's
 * properties, the message), it passes here. It costs a few microseconds, but only for lines that are written.
 */
function redactLine(line: string): string {
  const clean: unknown = JSON.parse(line, (name, value: unknown) => {
    if (isSecret(name, value)) return redacted;
    return typeof value === 'string' ? redactText(value) : value;
  });
  return `${JSON.stringify(clean)}\n`;
}

/** A logger that writes JSON lines to standard output, or to `destination`. */
export function createLogger(level: LogLevel, destination?: DestinationStream): Logger {
  const options = {
    level,
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    hooks: { streamWrite: redactLine },
  };
  return destination ? pino(options, destination) : pino(options);
}
