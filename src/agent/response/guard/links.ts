// Written out, or as people write addresses: a host with a well-known ending. `e.g.` and `3.50` have none.
const written = /\bhttps?:\/\/[^\s<>"'）】」]+/giu;
const bare =
  /(?<![\p{L}\p{N}@.-])(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+(?:com|net|org|io|co|app|dev|shop|store|info|biz|me|ly|gl|link|site|online|xyz|top|club|live|page|asia|th|jp|cn|tw|hk|sg|my|id|vn|ph|kr|in|de|fr|uk|us|eu|es|it|nl|ru|br|au|ca)(?![\p{L}\p{N}-])/giu;

/** The hosts of all links in a text, in lower case and without `www.`; also of those that are written without a scheme. */
export function hostsIn(text: string): Set<string> {
  const hosts = new Set<string>();
  const left = text.replace(written, (url) => {
    const host = hostOf(url);
    // What looks like an address and is none is treated as one of nobody.
    hosts.add(host ?? url.toLowerCase());
    return ' ';
  });
  for (const [name] of left.matchAll(bare)) hosts.add(bareHost(name));
  return hosts;
}

function hostOf(url: string): string | null {
  const trimmed = url.replace(/[.,;:!?)\]}]+$/, '');
  return URL.canParse(trimmed) ? bareHost(new URL(trimmed).hostname) : null;
}

function bareHost(name: string): string {
  return name.toLowerCase().replace(/^www\./, '');
}
